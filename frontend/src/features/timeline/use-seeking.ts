import { type PointerEvent, useState } from 'react';
import { usePlayerActions } from '@/hooks/use-player';
import { snap } from '@/lib/timeline-layout';
import { useScale } from './timeline-context';

const SNAP_PX = 6;

/** Seeking by pressing and dragging on an element that is as wide as the video. Alt lets go of what it is drawn to. */
export function useSeeking() {
  const { durationInFrames, framePx, points } = useScale();
  const { seek } = usePlayerActions();
  const [dragging, setDragging] = useState(false);
  const seekTo = ({ currentTarget, clientX, altKey }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const frame = ((clientX - left) / width) * durationInFrames;
    const reach = altKey || framePx === 0 ? 0 : SNAP_PX / framePx;
    seek(Math.min(durationInFrames - 1, snap(frame, points, reach)));
  };
  return {
    dragging,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragging(true);
        seekTo(event);
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        if (dragging) seekTo(event);
      },
      onPointerUp: () => setDragging(false),
      onPointerCancel: () => setDragging(false),
    },
  };
}
