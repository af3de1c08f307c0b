import { Link } from 'react-router';
import { useTitle } from '@/hooks/use-title';
import { useTexts } from '@/texts';
import { buttonClass } from '@/ui/button';
import { PageError } from '@/ui/page-error';

/** It was deleted for good, or it never was. */
export function NoSuchProject() {
  const { t } = useTexts('workspace');
  useTitle(t('goneTitle'));
  return (
    <PageError
      title={t('gone')}
      action={
        <Link to="/projects" className={buttonClass('primary')}>
          {t('yourProjects')}
        </Link>
      }
    >
      {t('goneWhy')}
    </PageError>
  );
}
