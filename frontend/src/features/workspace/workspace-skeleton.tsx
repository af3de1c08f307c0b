import { useTexts } from '@/texts';
import { Skeleton } from '@/ui/skeleton';

/** The workspace's outline, until it is known what is in it: nothing moves when it is. */
export function WorkspaceSkeleton() {
  const { t } = useTexts('problems');
  return (
    <div className="flex h-dvh flex-col overflow-hidden" aria-busy="true">
      <span role="status" className="sr-only">
        {t('opening')}
      </span>
      <div className="flex h-13 shrink-0 items-center gap-3 border-b border-line bg-surface px-4 md:h-12">
        <Skeleton className="size-5" />
        <Skeleton className="h-4 w-36" />
        <span className="grow" />
        <Skeleton className="h-7 w-20 rounded-sm" />
      </div>
      <div className="flex min-h-0 grow flex-col md:flex-row">
        <div className="flex min-h-0 grow flex-col bg-surface p-3 max-md:order-2 max-md:rounded-t-lg max-md:border-t max-md:border-line-strong md:w-[min(400px,45vw)] md:grow-0 md:border-e md:border-line">
          <Skeleton className="ms-auto mt-4 h-16 w-3/5 rounded-md" />
          <Skeleton className="mt-5 h-3.5 w-4/5" />
          <Skeleton className="mt-2.5 h-3.5 w-3/5" />
          <span className="grow" />
          <Skeleton className="h-24 w-full rounded-lg" />
        </div>
        <div className="flex min-w-0 flex-col md:grow">
          <div className="flex h-11 items-center gap-2 border-b border-line px-3 max-md:hidden">
            <Skeleton className="h-6 w-16" />
            <Skeleton className="h-6 w-16" />
            <Skeleton className="h-6 w-16" />
          </div>
          <div className="grid place-items-center bg-well max-md:h-[min(56.25vw,40dvh)] md:min-h-0 md:grow md:p-4">
            <Skeleton className="aspect-video max-h-full w-full md:rounded-md" />
          </div>
          <div className="h-16 shrink-0 border-t border-line bg-surface" />
        </div>
      </div>
    </div>
  );
}
