import { useEffect, useState } from 'react';

export const STOPS = ['composer', 'preview', 'timeline', 'views', 'saved'] as const;
export type Stop = (typeof STOPS)[number];

const PLACES: Readonly<Record<Stop, string>> = {
  composer: '[data-tour=composer]',
  preview: '[data-tour=preview]',
  timeline: '[data-tour=timeline]',
  views: 'main [role=tablist]',
  saved: '[data-save]',
};

/** The element that a stop of the tour is about, while it is in sight; null where there is none. */
export function placeOf(stop: Stop): Element | null {
  const element = document.querySelector(PLACES[stop]);
  return element && element.getClientRects().length > 0 ? element : null;
}

/** Tells again when the page's layout has changed, so that what points at an element follows it. */
export function useLayoutTick(): number {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(() => setTick((now) => now + 1));
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  return tick;
}
