import { Link } from 'react-router';
import { useTitle } from '@/hooks/use-title';
import { buttonClass } from '@/ui/button';
import { PageError } from '@/ui/page-error';

export function NotFoundPage() {
  useTitle('Not found');
  return (
    <PageError
      title="There is no page here"
      action={
        <Link to="/projects" className={buttonClass('primary')}>
          Go to projects
        </Link>
      }
    >
      The address may have a typo, or the page has moved.
    </PageError>
  );
}
