import { type PointerEvent, useRef, useState } from 'react';
import { usePlayerActions } from '@/hooks/use-player';
import { placeAt, snap } from '@/lib/timeline-layout';
import { useScale } from './timeline-context';
import type { Scenes } from './use-scenes';

/** What is being done to a scene with the pointer. */
export type SceneDrag =
  | { kind: 'move'; index: number; to: number; byPx: number }
  | { kind: 'trim'; index: number; durationInFrames: number };

/** Less is a click by a hand that isn't quite still. */
const BEGINS_PX = 5;
const SNAP_PX = 7;

/** A click goes to the frame, a drag moves the scene, a drag of its end makes it longer or shorter. */
export function useSceneDrag({ shown, editable, move, trim }: Scenes) {
  const { framePx, points, durationInFrames } = useScale();
  const { seek } = usePlayerActions();
  const [drag, setDrag] = useState<SceneDrag | null>(null);
  const from = useRef<{ index: number; edge: boolean; x: number } | null>(null);

  const frameAt = (clientX: number, track: Element): number => {
    const { left, width } = track.getBoundingClientRect();
    return ((clientX - left) / width) * durationInFrames;
  };
  const dragged = (event: PointerEvent<HTMLElement>, index: number, edge: boolean): SceneDrag | null => {
    const scene = shown[index];
    const track = event.currentTarget.closest('[data-track]');
    if (!scene || !track || framePx === 0) return null;
    const byPx = event.clientX - (from.current?.x ?? event.clientX);
    if (edge) {
      const others = points.filter((point) => point !== scene.from + scene.durationInFrames);
      const reach = event.altKey ? 0 : SNAP_PX / framePx;
      const end = snap(frameAt(event.clientX, track), others, reach);
      return { kind: 'trim', index, durationInFrames: Math.max(1, end - scene.from) };
    }
    const middle = scene.from + scene.durationInFrames / 2 + byPx / framePx;
    return { kind: 'move', index, to: placeAt(shown, index, middle), byPx };
  };
  const end = () => {
    from.current = null;
    setDrag(null);
  };
  return {
    drag,
    handlersOf: (index: number) => ({
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        if (event.button !== 0) return;
        const edge = event.target instanceof Element && event.target.hasAttribute('data-edge');
        from.current = { index, edge, x: event.clientX };
        // A finger scrolls the track; it moves scenes in the storyboard.
        if (event.pointerType !== 'touch') event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        const start = from.current;
        if (!start || !editable || event.pointerType === 'touch' || shown[index]?.locked) return;
        if (!drag && Math.abs(event.clientX - start.x) < BEGINS_PX) return;
        if (!start.edge && shown.length < 2) return;
        setDrag(dragged(event, index, start.edge));
      },
      onPointerUp: (event: PointerEvent<HTMLElement>) => {
        const start = from.current;
        const track = event.currentTarget.closest('[data-track]');
        if (start && !drag && track) seek(Math.floor(frameAt(event.clientX, track)));
        if (drag?.kind === 'move' && drag.to !== drag.index) move(drag.index, drag.to);
        if (drag?.kind === 'trim' && drag.durationInFrames !== shown[drag.index]?.durationInFrames) {
          trim(drag.index, drag.durationInFrames);
        }
        end();
      },
      onPointerCancel: end,
    }),
  };
}
