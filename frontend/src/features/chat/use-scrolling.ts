import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Earlier } from '@/hooks/use-conversation';
import { guessHeight, type MessageRow } from './message-rows';

/** So near to the end one still reads along. */
const NEAR_PX = 48;
/** Earlier messages are read before one has come to the first that is there. */
const ROWS_AHEAD = 8;

interface Parts {
  scroller: RefObject<HTMLDivElement | null>;
  rows: readonly MessageRow[];
  /** The newest message of one's own, which leads to the end. */
  mine: string | undefined;
  earlier: Earlier;
}

/** Draws the rows in sight; stays at the end while they grow, and where one reads while more comes above or below. */
export function useScrolling({ scroller, rows, mine, earlier }: Parts) {
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((index: number) => rows[index]?.item.id ?? index, [rows]),
    estimateSize: (index) => {
      const row = rows[index];
      return row ? guessHeight(row) : 0;
    },
    overscan: 6,
    gap: 14,
    paddingStart: 16,
    paddingEnd: 12,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: NEAR_PX,
  });
  const atEnd = rows.length === 0 || virtual.scrollOffset === null || virtual.isAtEnd(NEAR_PX);
  const toEnd = useCallback(() => virtual.scrollToEnd(), [virtual]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a message of one's own is what leads to the end
  useLayoutEffect(toEnd, [mine, toEnd]);

  const staying = useStayAtEnd(scroller, toEnd);

  const first = virtual.getVirtualItems()[0]?.index ?? rows.length;
  const { read, reading, failed } = earlier;
  useEffect(() => {
    if (!staying && first < ROWS_AHEAD && !reading && !failed) read?.();
  }, [staying, first, reading, failed, read]);
  return { virtual, atEnd, toEnd };
}

/**
 * The list becomes lower when the composer grows or a keyboard opens: who read its end goes on reading it.
 *
 * @returns Whether one reads its end: until one has gone up.
 */
function useStayAtEnd(scroller: RefObject<HTMLDivElement | null>, toEnd: () => void): boolean {
  const staying = useRef(true);
  const [told, setTold] = useState(true);
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    let before = box.scrollTop;
    const onScroll = () => {
      const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
      // Far from the end without having gone up: the list has grown, nobody has read up.
      if (near || box.scrollTop < before) {
        staying.current = near;
        setTold(near);
      }
      before = box.scrollTop;
    };
    const sizes = new ResizeObserver(() => {
      if (staying.current) toEnd();
    });
    sizes.observe(box);
    box.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      sizes.disconnect();
      box.removeEventListener('scroll', onScroll);
    };
  }, [scroller, toEnd]);
  return told;
}
