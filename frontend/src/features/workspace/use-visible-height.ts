import { useEffect } from 'react';

const VARIABLE = '--visible-height';
/** No bar of a browser is as high; a keyboard on the screen is. */
const KEYBOARD_PX = 120;

/**
 * Keeps the page as high as what can be seen of it while a keyboard covers its lower part. Where browsers make the page
 * itself smaller (`interactive-widget` in index.html) there is nothing to do; Safari needs this.
 */
export function useVisibleHeight(): void {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (!viewport) return;
    const { style } = document.documentElement;
    const fit = () => {
      const zoomed = viewport.scale > 1.01;
      if (zoomed || window.innerHeight - viewport.height < KEYBOARD_PX) {
        style.removeProperty(VARIABLE);
        return;
      }
      style.setProperty(VARIABLE, `${Math.round(viewport.height)}px`);
      window.scrollTo(0, 0); // Safari has moved the page up to show the field, which is in sight by itself now
    };
    viewport.addEventListener('resize', fit);
    return () => {
      viewport.removeEventListener('resize', fit);
      style.removeProperty(VARIABLE);
    };
  }, []);
}
