import { type RefObject, useEffect, useState } from 'react';

/** Most of a film has to be in sight before it plays by itself. */
const SEEN = 0.75;

export interface Playing {
  /** The index of the one film that plays; null when they rest. */
  index: number | null;
  resting: boolean;
  rest: (resting: boolean) => void;
  point: (index: number) => void;
}

/**
 * Which of the films in `list` plays: what one points at or tabs to, else the first that is wholly in sight, as on a phone
 * the row scrolls. Whoever asked their system for less motion starts them by hand.
 */
export function usePlaying(list: RefObject<HTMLElement | null>): Playing {
  const [index, point] = useState(0);
  const [resting, rest] = useState(() => window.matchMedia('(prefers-reduced-motion: reduce)').matches);

  useEffect(() => {
    const items = [...(list.current?.children ?? [])];
    const seen = new Map<Element, boolean>();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, intersectionRatio } of entries) seen.set(target, intersectionRatio >= SEEN);
        const first = items.findIndex((item) => seen.get(item));
        if (first >= 0) point((now) => (seen.get(items[now] ?? items[0] ?? document.body) ? now : first));
      },
      { threshold: [0, SEEN] },
    );
    for (const item of items) observer.observe(item);
    return () => observer.disconnect();
  }, [list]);

  return { index: resting ? null : index, resting, rest, point };
}
