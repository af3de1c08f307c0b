import { useTexts } from '@/texts';
import { Skeleton } from '@/ui/skeleton';

/** The page's outline, where its parts will be. */
export function LoadingVersionPage() {
  const { t } = useTexts('version');
  return (
    <div className="flex h-dvh flex-col bg-canvas" role="status">
      <span className="sr-only">{t('loadingPage')}</span>
      <div className="flex h-14 shrink-0 items-center gap-3 border-b border-line bg-surface px-4">
        <Skeleton className="h-4 w-56" />
      </div>
      <div className="grid min-h-0 grow md:grid-cols-[minmax(0,1fr)_360px]">
        <div className="grid min-h-0 place-items-center bg-well p-4">
          <Skeleton className="aspect-video w-full max-w-[960px] rounded-md" />
        </div>
        <div className="flex flex-col gap-3 border-line p-4 max-md:hidden md:border-s">
          <Skeleton className="h-4 w-32" />
          <Skeleton className="h-28 w-full rounded-md" />
        </div>
      </div>
    </div>
  );
}
