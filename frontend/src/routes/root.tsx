import { useEffect, useRef } from 'react';
import { Outlet, useLocation, useNavigation } from 'react-router';
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

/** A page that was gone to begins at its heading, unless it has a place of its own to begin at. */
function useFocusOnPage(): void {
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    const { activeElement: focused } = document;
    if (focused?.matches('input, textarea, [autofocus]')) return;
    const heading = document.querySelector<HTMLElement>('h1') ?? document.querySelector<HTMLElement>('main');
    if (!heading) return;
    if (!heading.hasAttribute('tabindex')) heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }, [pathname]);
}
