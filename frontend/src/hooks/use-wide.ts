import { useSyncExternalStore } from 'react';

/** A phone: less than Tailwind's `md`. */
const NARROW = '(max-width: 47.99rem)';

/** Is there room for a desk's tools, or is this a phone? */
export function useWide(): boolean {
  return useSyncExternalStore(subscribe, () => !window.matchMedia(NARROW).matches);
}

function subscribe(listener: () => void): () => void {
  const query = window.matchMedia(NARROW);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
