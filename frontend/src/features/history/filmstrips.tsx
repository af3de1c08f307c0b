import { type KeyboardEvent, useRef } from 'react';
import { StripFrame } from '@/features/version/strip-frame';
import type { Strip } from '@/hooks/use-strip';
import { cx } from '@/lib/cx';
import type { Moment } from '@/lib/strip-diff';
import { useTexts } from '@/texts';

export interface FilmstripsProps {
  before: Strip;
  after: Strip;
  moments: readonly Moment[];
  /** Which of them look different; null until it is known. */
  differs: readonly boolean[] | null;
  selected: number;
  labels: { older: string; newer: string };
  onSelect: (index: number) => void;
}

/** Both versions frame by frame: those that differ are ringed, the rest dimmed. One is chosen to be laid one over the other. */
export function Filmstrips({ before, after, moments, differs, selected, labels, onSelect }: FilmstripsProps) {
  const { t } = useTexts('history');
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = Math.min(moments.length - 1, Math.max(0, selected + by));
    onSelect(next);
    list.current?.querySelectorAll<HTMLElement>('[role=radio]')[next]?.focus();
  };
  return (
    <div className="mt-3 flex gap-2" dir="ltr">
      <div
        aria-hidden="true"
        className="grid w-16 shrink-0 grid-rows-[20px_1fr_1fr] gap-1.5 text-2xs text-ink-3 max-sm:hidden"
      >
        <span />
        <span className="self-center truncate" title={labels.older}>
          {labels.older}
        </span>
        <span className="self-center truncate" title={labels.newer}>
          {labels.newer}
        </span>
      </div>
      <div
        ref={list}
        role="radiogroup"
        aria-label={t('frames')}
        onKeyDown={onKeyDown}
        className="flex min-w-0 grow gap-1.5 overflow-x-auto p-1"
      >
        {moments.map(({ older, newer, at }, index) => {
          const other = differs?.[index] ?? false;
          const time = clock(at);
          return (
            // biome-ignore lint/a11y/useSemanticElements: one of a row of pictures is chosen; an input holds none
            <button
              key={at}
              type="button"
              role="radio"
              aria-checked={index === selected}
              tabIndex={index === selected ? 0 : -1}
              aria-label={t(other ? 'frameOther' : 'frameSame', { time })}
              onClick={() => onSelect(index)}
              className="grid min-w-14 grow basis-0 grid-rows-[20px_auto_auto] gap-1.5 rounded-sm text-2xs tabular-nums"
            >
              <span className={index === selected ? 'font-medium text-ink' : 'text-ink-3'}>{time}</span>
              <Cell strip={before} frame={older} dimmed={differs !== null && !other} ringed={false} />
              <Cell strip={after} frame={newer} dimmed={differs !== null && !other} ringed={other} />
            </button>
          );
        })}
      </div>
    </div>
  );
}

/** "0:04", "0:04.5": frames are half a second apart, or whole ones. */
function clock(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const rest = `${Math.floor((tenths % 600) / 10)}`.padStart(2, '0');
  return `${Math.floor(tenths / 600)}:${rest}${tenths % 10 ? `.${tenths % 10}` : ''}`;
}

interface CellProps {
  strip: Strip;
  frame: number | null;
  dimmed: boolean;
  ringed: boolean;
}

function Cell({ strip, frame, dimmed, ringed }: CellProps) {
  const { tileWidth, tileHeight } = strip.about;
  return (
    <span
      className={cx('block overflow-hidden rounded-xs bg-well', ringed && 'ring-2 ring-accent', dimmed && 'opacity-40')}
      style={{ aspectRatio: `${Math.max(tileWidth, tileHeight)} / ${Math.max(tileHeight, tileWidth * 0.5625)}` }}
    >
      {frame !== null && (
        <span className="mx-auto block h-full" style={{ aspectRatio: `${tileWidth} / ${tileHeight}` }}>
          <StripFrame strip={strip} frame={frame} className="h-full" />
        </span>
      )}
    </span>
  );
}
