import { type ComponentProps, type RefObject, useRef, useState } from 'react';

/** How high the chat stands on a phone: only its composer, half the page, or nearly all of it. */
export type Sheet = 'low' | 'half' | 'tall';

const ORDER: readonly Sheet[] = ['low', 'half', 'tall'];
/** The picture's height under each: with the composer, a few lines of chat and the controls all in sight. */
export const STAGE_HEIGHTS: Readonly<Record<Sheet, string>> = {
  low: 'max(min(56.25vw, 40dvh), 100dvh - 348px)',
  half: 'min(56.25vw, 40dvh)',
  tall: '18dvh',
};
export const STAGE_HEIGHT = '--stage-height';
/** A finger that moves less has tapped. */
const TAP_PX = 6;
/** Of the page's height: less isn't a picture, more leaves no chat. */
const [LEAST, MOST] = [0.12, 0.7];

export type SheetHandlers = Pick<
  ComponentProps<'button'>,
  'onPointerDown' | 'onPointerMove' | 'onPointerUp' | 'onPointerCancel' | 'onClick' | 'onKeyDown'
>;

/** The phone's chat sheet: dragged by its handle, moved by arrow keys, or tapped. `page` has the picture's height as a variable. */
export function useSheet(page: RefObject<HTMLElement | null>) {
  const [sheet, setSheet] = useState<Sheet>('half');
  const drag = useRef<{ from: number; height: number; moved: boolean } | null>(null);
  const pictureHeight = () => page.current?.querySelector<HTMLElement>('[data-stage] > section')?.offsetHeight ?? 0;
  const settle = (next: Sheet) => {
    page.current?.style.setProperty(STAGE_HEIGHT, STAGE_HEIGHTS[next]);
    setSheet(next);
  };
  const step = (by: number) => {
    const at = Math.min(ORDER.length - 1, Math.max(0, ORDER.indexOf(sheet) + by));
    settle(ORDER[at] ?? sheet);
  };

  const handle: SheetHandlers = {
    onPointerDown: (event) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      drag.current = { from: event.clientY, height: pictureHeight(), moved: false };
    },
    onPointerMove: (event) => {
      const { current } = drag;
      if (!current) return;
      const by = event.clientY - current.from;
      current.moved ||= Math.abs(by) > TAP_PX;
      if (!current.moved) return;
      const height = Math.min(window.innerHeight * MOST, Math.max(window.innerHeight * LEAST, current.height + by));
      page.current?.style.setProperty(STAGE_HEIGHT, `${height}px`);
    },
    onPointerUp: (event) => {
      const { current } = drag;
      if (!current?.moved) return;
      settle(nearest(sheet, event.clientY - current.from));
    },
    onPointerCancel: () => {
      drag.current = null;
      settle(sheet);
    },
    /** A tap, or Enter: taller, and back. */
    onClick: () => {
      if (!drag.current?.moved) settle(sheet === 'tall' ? 'half' : 'tall');
      drag.current = null;
    },
    onKeyDown: (event) => {
      const by = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      step(by);
    },
  };
  return { sheet, handle };
}

/** Where a sheet comes to rest that was pulled by so many pixels: down is lower. */
function nearest(sheet: Sheet, by: number): Sheet {
  const far = window.innerHeight * 0.3;
  const steps = Math.abs(by) > far ? 2 : 1;
  const at = ORDER.indexOf(sheet) + (by < 0 ? steps : -steps);
  return ORDER[Math.min(ORDER.length - 1, Math.max(0, at))] ?? sheet;
}
