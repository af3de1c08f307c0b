import { useEffect } from 'react';
import { Link, useRouteError } from 'react-router';
import { ApiError } from '@/api/errors';
import { useTitle } from '@/hooks/use-title';
import { useTexts } from '@/texts';
import { Button, buttonClass } from '@/ui/button';
import { PageError } from '@/ui/page-error';

/** A page threw, or its code couldn't be loaded (a new release took its file away: reloading brings the new one). */
export function CrashPage() {
  const { t } = useTexts('problems');
  const error = useRouteError();
  useTitle(t('crash'));
  useEffect(() => {
    console.error(error); // for whoever opens the developer tools
  }, [error]);
  return (
    <PageError
      title={t('crashTitle')}
      traceId={error instanceof ApiError ? error.traceId : null}
      action={
        <>
          <Link to="/projects" reloadDocument className={buttonClass('outline')}>
            {t('toProjects')}
          </Link>
          <Button variant="primary" onClick={() => window.location.reload()}>
            {t('reloadShort')}
          </Button>
        </>
      }
    >
      {t('crashSafe')}
    </PageError>
  );
}
