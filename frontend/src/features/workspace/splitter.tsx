import { type KeyboardEvent, type PointerEvent, type RefObject, useState } from 'react';
import { useTexts } from '@/texts';

const [MIN, MAX, START, STEP] = [320, 560, 400, 16];
const KEY = 'storydream.chat-width';
export const CHAT_WIDTH = '--chat-width';

function clamp(width: number): number {
  return Math.min(MAX, Math.max(MIN, Math.round(width)));
}

/** The chat's width in px as this browser keeps it. */
export function keptWidth(): number {
  try {
    return clamp(Number(localStorage.getItem(KEY)) || START);
  } catch {
    return START; // storage is blocked: the width lasts as long as the page
  }
}

function keepWidth(width: number): void {
  try {
    localStorage.setItem(KEY, String(width));
  } catch {
    // see keptWidth
  }
}

/** The edge between chat and video: drag it, or move it with the arrow keys; a double click puts it back. */
export function Splitter({ page }: { page: RefObject<HTMLElement | null> }) {
  const { t } = useTexts('workspace');
  const [width, setWidth] = useState(keptWidth);
  const [dragging, setDragging] = useState(false);
  // The page's variable moves the edge; drawing chat and video anew for each pixel would make it lag.
  const move = (to: number) => {
    page.current?.style.setProperty(CHAT_WIDTH, `${clamp(to)}px`);
    setWidth(clamp(to));
    keepWidth(clamp(to));
  };
  const rightToLeft = () => document.documentElement.dir === 'rtl';
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    setDragging(true);
  };
  const onPointerMove = ({ clientX }: PointerEvent<HTMLDivElement>) => {
    if (dragging) move(rightToLeft() ? document.documentElement.clientWidth - clientX : clientX);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const wider = rightToLeft() ? 'ArrowLeft' : 'ArrowRight';
    const narrower = rightToLeft() ? 'ArrowRight' : 'ArrowLeft';
    const places: Record<string, number> = { [wider]: width + STEP, [narrower]: width - STEP, Home: MIN, End: MAX };
    const to = places[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    move(to);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a splitter that is moved is a focusable separator, an <hr> is not */}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={t('chatWidth')}
        aria-valuenow={width}
        aria-valuemin={MIN}
        aria-valuemax={MAX}
        tabIndex={0}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={() => setDragging(false)}
        onPointerCancel={() => setDragging(false)}
        onDoubleClick={() => move(START)}
        onKeyDown={onKeyDown}
        className="relative z-10 -mx-1 hidden w-2 shrink-0 cursor-col-resize touch-none md:block hover:bg-accent-soft focus-visible:bg-accent-soft focus-visible:outline-offset-0"
      />
      {/* Above the frame while dragging: it would swallow the pointer. */}
      {dragging && <div className="fixed inset-0 z-20 cursor-col-resize" />}
    </>
  );
}
