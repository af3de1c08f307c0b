import { ApiError, describeError } from '@/api/errors';
import { useView } from '@/features/workspace/use-view';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { Skeleton } from '@/ui/skeleton';

export function LoadingList() {
  return (
    <div role="status" className="flex flex-col gap-5 p-2 pt-4">
      <span className="sr-only">Reading the history</span>
      {['w-3/5', 'w-4/5', 'w-2/5', 'w-3/4'].map((width) => (
        <div key={width} className="flex gap-2.5">
          <Skeleton className="size-6 rounded-full" />
          <div className="flex grow flex-col gap-2 pt-0.5">
            <Skeleton className={`h-3.5 ${width}`} />
            <Skeleton className="h-2.5 w-1/3" />
          </div>
        </div>
      ))}
    </div>
  );
}

export function LoadingVersion() {
  return (
    <div aria-hidden="true" className="flex flex-col gap-3 p-4">
      <Skeleton className="h-5 w-1/2" />
      <Skeleton className="h-3 w-1/4" />
      <Skeleton className="mt-6 h-28 w-full max-w-[720px] rounded-md" />
    </div>
  );
}

/** Somebody followed a link to a version that isn't there, or can't be read just now. */
export function NoVersion({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { showVersions } = useView();
  const gone = error instanceof ApiError && error.status === 404;
  return (
    <EmptyState
      title={gone ? 'This version isn’t here' : 'We couldn’t read this version'}
      action={
        <>
          {!gone && <Button onClick={onRetry}>Try again</Button>}
          <Button onClick={showVersions}>All versions</Button>
        </>
      }
    >
      {gone ? 'The link may be cut short, or it belongs to another project.' : describeError(error)}
    </EmptyState>
  );
}
