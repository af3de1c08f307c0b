import { ApiError, describeError } from '@/api/errors';
import { Button } from '@/ui/button';
import { PageError } from '@/ui/page-error';

/** The edge gave no config, so nothing can be shown yet. */
export function StartFailed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <PageError
      title="StoryDream isn’t answering"
      traceId={error instanceof ApiError ? error.traceId : null}
      action={
        <Button variant="primary" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      {describeError(error)} Your projects are safe.
    </PageError>
  );
}
