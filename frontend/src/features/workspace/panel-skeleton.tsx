import { useTexts } from '@/texts';
import { Skeleton } from '@/ui/skeleton';
import type { View } from './use-view';

const SOME = ['a', 'b', 'c', 'd', 'e', 'f'];
const IN_A_GRID: readonly View[] = ['assets'];

/** The outline of a view whose code is on its way. */
export function PanelSkeleton({ of }: { of: View }) {
  const { t } = useTexts('workspace');
  return (
    <div role="status" className="flex min-h-0 grow overflow-hidden">
      <span className="sr-only">{t('loading')}</span>
      {IN_A_GRID.includes(of) ? <Cards /> : <ListAndOne code={of === 'code'} />}
    </div>
  );
}

function Cards() {
  return (
    <div className="grid grow grid-cols-2 content-start gap-4 p-5 lg:grid-cols-3">
      {SOME.map((card) => (
        <div key={card} className="flex flex-col gap-2">
          <Skeleton className="aspect-video w-full" />
          <Skeleton className="h-3 w-2/3" />
        </div>
      ))}
    </div>
  );
}

function ListAndOne({ code }: { code: boolean }) {
  return (
    <>
      <div className="flex w-full shrink-0 flex-col gap-4 border-e border-line p-4 md:w-[280px]">
        {SOME.map((row) => (
          <div key={row} className="flex flex-col gap-2">
            <Skeleton className="h-3.5 w-3/4" />
            <Skeleton className="h-2.5 w-1/2" />
          </div>
        ))}
      </div>
      <div className="flex grow flex-col gap-3 p-5 max-md:hidden">
        {code ? (
          SOME.map((line) => <Skeleton key={line} className="h-3 w-2/3 odd:w-1/2" />)
        ) : (
          <Skeleton className="aspect-video max-h-[60%] w-full" />
        )}
      </div>
    </>
  );
}
