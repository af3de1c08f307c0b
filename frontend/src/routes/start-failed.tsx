import { ApiError, describeError } from '@/api/errors';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { PageError } from '@/ui/page-error';

/** The edge gave no config, so nothing can be shown yet. */
export function StartFailed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTexts('problems');
  return (
    <PageError
      title={t('startFailed')}
      traceId={error instanceof ApiError ? error.traceId : null}
      action={
        <Button variant="primary" onClick={onRetry}>
          {t('again')}
        </Button>
      }
    >
      {t('startFailedText', { why: describeError(error) })}
    </PageError>
  );
}
