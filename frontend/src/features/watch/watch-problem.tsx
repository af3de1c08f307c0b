import { Link } from 'react-router';
import { ApiError, describeError } from '@/api/errors';
import { useTitle } from '@/hooks/use-title';
import { useTexts } from '@/texts';
import { Button, buttonClass } from '@/ui/button';
import { PageError } from '@/ui/page-error';

/** Why the link shows no video: switched off, never good, or not to be reached just now. */
export function WatchProblem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTexts('watch');
  useTitle(t('titleGone'));
  if (error instanceof ApiError && (error.status === 404 || error.status === 422)) {
    const revoked = error.code === 'link_revoked';
    return (
      <PageError
        title={t(revoked ? 'revoked' : 'notFound')}
        action={
          <Link to="/" className={`${buttonClass('primary')} pointer-coarse:h-11`}>
            {t('make')}
          </Link>
        }
      >
        {t(revoked ? 'revokedWhat' : 'notFoundWhat')}
      </PageError>
    );
  }
  return (
    <PageError
      title={t('failed')}
      action={
        <Button variant="primary" className="pointer-coarse:h-11" onClick={onRetry}>
          {t('retry')}
        </Button>
      }
    >
      {describeError(error)}
    </PageError>
  );
}
