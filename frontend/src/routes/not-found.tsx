import { Link } from 'react-router';
import { useTitle } from '@/hooks/use-title';
import { useTexts } from '@/texts';
import { buttonClass } from '@/ui/button';
import { PageError } from '@/ui/page-error';

export function NotFoundPage() {
  const { t } = useTexts('problems');
  useTitle(t('notFound'));
  return (
    <PageError
      title={t('notFoundTitle')}
      action={
        <Link to="/projects" className={buttonClass('primary')}>
          {t('toProjects')}
        </Link>
      }
    >
      {t('notFoundWhy')}
    </PageError>
  );
}
