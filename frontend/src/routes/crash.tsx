import { useEffect } from 'react';
import { Link, useRouteError } from 'react-router';
import { ApiError } from '@/api/errors';
import { Button, buttonClass } from '@/ui/button';
import { PageError } from '@/ui/page-error';

/** A page threw, or its code couldn't be loaded (a new release took its file away: reloading brings the new one). */
export function CrashPage() {
  const error = useRouteError();
  useEffect(() => {
    console.error(error); // for whoever opens the developer tools
  }, [error]);
  return (
    <PageError
      title="This page stopped working"
      traceId={error instanceof ApiError ? error.traceId : null}
      action={
        <>
          <Link to="/projects" reloadDocument className={buttonClass('outline')}>
            Go to projects
          </Link>
          <Button variant="primary" onClick={() => window.location.reload()}>
            Reload
          </Button>
        </>
      }
    >
      Your projects are safe: every finished change is already saved. Reload the page to go on.
    </PageError>
  );
}
