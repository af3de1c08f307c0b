import { type RefObject, useEffect, useRef, useState } from 'react';
import { usePlayerController } from '@/hooks/use-player';
import { useWidth } from '@/hooks/use-width';

/** A frame is never wider than this. */
const FRAME_PX_MAX = 24;
const STEP = 1.5;
/** How much of the view lies before the playhead after it had left it. */
const LEAD = 0.1;

export interface TimelineZoom {
  /** Of the element that scrolls. */
  ref: (element: HTMLElement | null) => (() => void) | undefined;
  /** 1 shows the whole video. */
  zoom: number;
  /** Pixels that a frame takes. */
  framePx: number;
  /** Larger (1), smaller (-1), or the whole video (0); around the playhead. */
  change: (way: 1 | -1 | 0) => void;
}

/** How much of the video the tracks show, and which part: the playhead stays in sight. */
export function useZoom(durationInFrames: number): TimelineZoom {
  const { ref: measure, width } = useWidth();
  const [zoom, setZoom] = useState(1);
  const scroller = useRef<HTMLElement | null>(null);
  const most = width ? Math.max(1, (FRAME_PX_MAX * durationInFrames) / width) : 1;
  const shown = Math.min(zoom, most);
  const framePx = (width * shown) / durationInFrames;
  useFollowing(scroller, framePx, shown);
  return {
    ref: (element) => {
      scroller.current = element;
      return measure(element);
    },
    zoom: shown,
    framePx,
    change: (way) => setZoom(way === 0 ? 1 : Math.min(most, Math.max(1, shown * STEP ** way))),
  };
}

function useFollowing(scroller: RefObject<HTMLElement | null>, framePx: number, zoom: number): void {
  const { store } = usePlayerController();
  useEffect(() => {
    if (zoom <= 1) return;
    const follow = () => {
      const element = scroller.current;
      if (!element) return;
      const { scrollLeft, clientWidth } = element;
      const at = store.get().frame * framePx;
      if (at < scrollLeft || at > scrollLeft + clientWidth) element.scrollLeft = at - clientWidth * LEAD;
    };
    follow();
    return store.subscribe(follow);
  }, [scroller, store, framePx, zoom]);
}
