import { ChevronsLeftRight } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { StripFrame } from '@/features/version/strip-frame';
import type { Strip } from '@/hooks/use-strip';
import type { Moment } from '@/lib/strip-diff';
import { useTexts } from '@/texts';

export interface BeforeAfterProps {
  before: Strip;
  after: Strip;
  moment: Moment;
  /** What the two versions are called. */
  labels: { older: string; newer: string };
}

const STEP = 5;

/** One frame of both versions, one over the other; the line between them is dragged, or moved with the arrow keys. */
export function BeforeAfter({ before, after, moment, labels }: BeforeAfterProps) {
  const { t } = useTexts('history');
  const [at, setAt] = useState(50);
  const [dragging, setDragging] = useState(false);
  const { tileWidth, tileHeight } = after.about;
  const wide = tileWidth / tileHeight;
  const move = (event: PointerEvent<HTMLDivElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setAt(Math.min(100, Math.max(0, ((event.clientX - left) / width) * 100)));
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setDragging(true);
    move(event);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP, Home: -100, End: 100 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setAt((now) => Math.min(100, Math.max(0, now + by)));
  };
  return (
    // Left is before in every language: it is a picture that is cut, not text.
    <div dir="ltr" className="grid place-items-center rounded-md bg-well">
      <div
        className="relative max-w-full cursor-ew-resize touch-pan-y overflow-hidden rounded-md select-none"
        style={{ aspectRatio: `${tileWidth} / ${tileHeight}`, width: `min(100%, calc(52dvh * ${wide}))` }}
        onPointerDown={onPointerDown}
        onPointerMove={(event) => dragging && move(event)}
        onPointerUp={() => setDragging(false)}
        onPointerCancel={() => setDragging(false)}
      >
        <Side strip={after} frame={moment.newer} none={t('notSoLong', { name: labels.newer })} />
        <div className="absolute inset-0" style={{ clipPath: `inset(0 ${100 - at}% 0 0)` }}>
          <Side strip={before} frame={moment.older} none={t('notSoLong', { name: labels.older })} />
        </div>
        <Label className="start-2" shown={at > 12}>
          {labels.older}
        </Label>
        <Label className="end-2" shown={at < 88}>
          {labels.newer}
        </Label>
        <div
          className="pointer-events-none absolute inset-y-0 w-0.5 -translate-x-1/2 bg-white"
          style={{ left: `${at}%` }}
        />
        <div
          role="slider"
          tabIndex={0}
          aria-label={t('slider', labels)}
          aria-orientation="horizontal"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(at)}
          aria-valuetext={t('sliderAt', { ...labels, percent: Math.round(at) })}
          onKeyDown={onKeyDown}
          className="absolute top-1/2 grid size-8 -translate-1/2 place-items-center rounded-full bg-white text-black shadow-float pointer-coarse:size-11"
          style={{ left: `${at}%` }}
        >
          <ChevronsLeftRight className="size-4" />
        </div>
      </div>
    </div>
  );
}

function Side({ strip, frame, none }: { strip: Strip; frame: number | null; none: string }) {
  if (frame !== null) return <StripFrame strip={strip} frame={frame} className="absolute inset-0 h-full" />;
  return <span className="absolute inset-0 grid place-items-center bg-raised p-4 text-center text-ink-2">{none}</span>;
}

function Label({ shown, className, children }: { shown: boolean; className: string; children: string }) {
  if (!shown) return null;
  return (
    <span
      className={`pointer-events-none absolute top-2 max-w-[45%] truncate rounded-sm bg-black/70 px-2 py-1 text-xs text-white ${className}`}
    >
      {children}
    </span>
  );
}
