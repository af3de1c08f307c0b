import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

/**
 * A page that was gone to begins at its heading, unless it has a place of its own to begin at. While it loads, its
 * heading may be another's or come late: until somebody does something, the focus goes along.
 */
export function useFocusOnPage(): void {
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    if (document.activeElement?.matches('input, textarea, [autofocus]')) return;
    let heading = focusHeading();
    const leave = new AbortController();
    const observer = new MutationObserver(() => {
      if (heading?.matches('h1') && heading.isConnected) return;
      const { activeElement: focused } = document;
      if (focused === document.body || focused === heading) heading = focusHeading();
      else leave.abort();
    });
    observer.observe(document.body, { childList: true, subtree: true });
    leave.signal.addEventListener('abort', () => observer.disconnect());
    for (const deed of ['keydown', 'pointerdown']) {
      addEventListener(deed, () => leave.abort(), { capture: true, signal: leave.signal });
    }
    return () => leave.abort();
  }, [pathname]);
}

function focusHeading(): HTMLElement | null {
  const heading = document.querySelector<HTMLElement>('h1') ?? document.querySelector<HTMLElement>('main');
  if (!heading) return null;
  if (!heading.hasAttribute('tabindex')) heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  return heading;
}
