import { useTexts } from '@/texts';
import { Skeleton } from '@/ui/skeleton';
import type { View } from './use-view';

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f'];

/** The outline of a view whose code is on its way. */
export function PanelSkeleton({ of }: { of: Exclude<View, 'preview'> }) {
  const { t } = useTexts('workspace');
  return (
    <div role="status" className="flex min-h-0 grow overflow-hidden">
      <span className="sr-only">{t('loading')}</span>
      <div className="flex w-full shrink-0 flex-col gap-4 border-e border-line p-4 md:w-[280px]">
        {ROWS.map((row) => (
          <div key={row} className="flex flex-col gap-2">
            <Skeleton className="h-3.5 w-3/4" />
            <Skeleton className="h-2.5 w-1/2" />
          </div>
        ))}
      </div>
      <div className="flex grow flex-col gap-3 p-5 max-md:hidden">
        {of === 'code' ? (
          ROWS.map((row) => <Skeleton key={row} className="h-3 w-2/3 odd:w-1/2" />)
        ) : (
          <Skeleton className="aspect-video max-h-[60%] w-full" />
        )}
      </div>
    </div>
  );
}
