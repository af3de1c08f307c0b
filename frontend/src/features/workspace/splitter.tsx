import { type KeyboardEvent, type PointerEvent, useState } from 'react';

const [MIN, MAX, START, STEP] = [320, 560, 400, 16];
const KEY = 'storydream.chat-width';

function clamp(width: number): number {
  return Math.min(MAX, Math.max(MIN, Math.round(width)));
}

/** The chat's width in px, remembered in this browser. */
export function useChatWidth(): { width: number; setWidth: (width: number) => void } {
  const [width, setState] = useState(readWidth);
  return {
    width,
    setWidth: (next) => {
      setState(clamp(next));
      try {
        localStorage.setItem(KEY, String(clamp(next)));
      } catch {
        // storage is blocked: the width lasts as long as the page
      }
    },
  };
}

function readWidth(): number {
  try {
    return clamp(Number(localStorage.getItem(KEY)) || START);
  } catch {
    return START;
  }
}

export interface SplitterProps {
  width: number;
  onChange: (width: number) => void;
}

/** The edge between chat and video: drag it, or move it with the arrow keys; a double click puts it back. */
export function Splitter({ width, onChange }: SplitterProps) {
  const [dragging, setDragging] = useState(false);
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    setDragging(true);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = event.key === 'ArrowLeft' ? -STEP : event.key === 'ArrowRight' ? STEP : 0;
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(width + move);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a splitter that is moved is a focusable separator, an <hr> is not */}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label="Width of the chat"
        aria-valuenow={width}
        aria-valuemin={MIN}
        aria-valuemax={MAX}
        tabIndex={0}
        onPointerDown={onPointerDown}
        onPointerMove={(event) => dragging && onChange(event.clientX)}
        onPointerUp={() => setDragging(false)}
        onPointerCancel={() => setDragging(false)}
        onDoubleClick={() => onChange(START)}
        onKeyDown={onKeyDown}
        className="relative z-10 order-1 -mx-1 hidden w-2 shrink-0 cursor-col-resize touch-none md:block hover:bg-accent-soft focus-visible:bg-accent-soft focus-visible:outline-offset-0"
      />
      {/* Above the frame while dragging: it would swallow the pointer. */}
      {dragging && <div className="fixed inset-0 z-20 cursor-col-resize" />}
    </>
  );
}
