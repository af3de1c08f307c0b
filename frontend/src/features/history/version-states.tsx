import { ApiError, describeError } from '@/api/errors';
import { useView } from '@/features/workspace/use-view';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { Skeleton } from '@/ui/skeleton';

export function LoadingList() {
  const { t } = useTexts('history');
  return (
    <div role="status" className="flex flex-col gap-5 p-2 pt-4">
      <span className="sr-only">{t('reading')}</span>
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
  const { t } = useTexts('history');
  const { showVersions } = useView();
  const gone = error instanceof ApiError && error.status === 404;
  return (
    <EmptyState
      title={gone ? t('notHere') : t('versionUnread')}
      action={
        <>
          {!gone && <Button onClick={onRetry}>{t('tryAgain')}</Button>}
          <Button onClick={showVersions}>{t('allVersions')}</Button>
        </>
      }
    >
      {gone ? t('notHereWhat') : describeError(error)}
    </EmptyState>
  );
}
