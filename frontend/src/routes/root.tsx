import { Outlet, useNavigation } from 'react-router';
import { useFocusOnPage } from '@/hooks/use-focus-on-page';
import { useTexts } from '@/texts';

/** Round every page: says that the next one is on its way, and leads the keyboard to its beginning when it is there. */
export function Root() {
  const { t } = useTexts('problems');
  const loading = useNavigation().state === 'loading';
  useFocusOnPage();
  return (
    <>
      {loading && (
        <div role="status" className="fixed inset-x-0 top-0 z-60 h-0.5">
          <span className="sr-only">{t('loading')}</span>
          <div className="h-full animate-come bg-accent rtl:origin-right" />
        </div>
      )}
      <Outlet />
    </>
  );
}
