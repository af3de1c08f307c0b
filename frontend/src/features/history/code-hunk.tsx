import { ChevronRight } from 'lucide-react';
import { type RefObject, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { DiffHunk } from '@/api/types.generated';
import { cx } from '@/lib/cx';
import { type DiffRow, rowsOf } from '@/lib/diff-rows';
import { textsOf } from '@/texts';

const t = textsOf('history');

const ROW = {
  context: { row: 'bg-well in-data-[theme=light]:bg-surface', sign: ' ', signTone: '', word: '', said: '' },
  added: { row: 'bg-added', sign: '+', signTone: 'text-ok', word: 'bg-added-word', said: 'added: ' },
  removed: { row: 'bg-removed', sign: '−', signTone: 'text-danger', word: 'bg-removed-word', said: 'removed: ' },
};

/** Lines that changed with a few around them. Long ones scroll in here, never the page. */
export function CodeHunk({ path, hunk }: { path: string; hunk: DiffHunk }) {
  const [open, setOpen] = useState(true);
  const body = useId();
  const rows = useMemo(() => rowsOf(hunk), [hunk]);
  const place = placeOf(hunk);
  const lines = useRef<HTMLElement>(null);
  useMarksInSight(lines);
  return (
    <div className="not-first:border-t not-first:border-line">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={body}
        onClick={() => setOpen(!open)}
        className="flex h-7 w-full items-center gap-2 px-3 text-left text-2xs text-ink-3 outline-offset-[-2px] hover:bg-hover pointer-coarse:h-9"
      >
        <ChevronRight aria-hidden="true" className={cx('size-3 shrink-0 transition-base', open && 'rotate-90')} />
        <span className="shrink-0">{place}</span>
        {hunk.heading && <span className="truncate font-mono">{hunk.heading}</span>}
      </button>
      <section
        ref={lines}
        id={body}
        hidden={!open}
        aria-label={`${path}, ${place.toLowerCase()}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
        tabIndex={0}
        className="relative overflow-x-auto overscroll-x-contain border-t border-line bg-well font-mono in-data-[theme=light]:bg-surface text-xs/5 outline-offset-[-2px] [font-variant-ligatures:none]"
      >
        <div className="w-max min-w-full">
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a hunk never move
            <Line key={index} row={row} />
          ))}
        </div>
      </section>
    </div>
  );
}

/** A line may be so long that what differs in it is out of sight: it is moved into it once. */
function useMarksInSight(lines: RefObject<HTMLElement | null>) {
  useLayoutEffect(() => {
    const box = lines.current;
    if (!box) return;
    const marks = [...box.querySelectorAll('mark')];
    const first = Math.min(...marks.map((mark) => mark.offsetLeft));
    if (marks.length > 0 && first > box.clientWidth - MARGIN) box.scrollLeft = first - box.clientWidth / 2;
  }, [lines]);
}

/** So much of a mark is to be seen, in px. */
const MARGIN = 48;

function Line({ row }: { row: DiffRow }) {
  const { kind, oldNumber, newNumber, parts } = row;
  const look = ROW[kind];
  return (
    <div className={cx('flex pr-4', look.row)}>
      <span aria-hidden="true" className={cx('sticky left-0 flex shrink-0 text-ink-3 select-none', look.row)}>
        <span className="w-10 pr-2 text-right @max-[479px]/history:hidden">{oldNumber}</span>
        <span className="w-10 pr-2 text-right @max-[479px]/history:hidden">{newNumber}</span>
        <span className="w-9 pr-1.5 text-right @min-[480px]/history:hidden">{newNumber ?? oldNumber}</span>
        <span className={cx('w-5 text-center font-semibold', look.signTone)}>{look.sign}</span>
      </span>
      <code className="whitespace-pre">
        {look.said && <span className="sr-only">{look.said}</span>}
        {parts.map(({ text, changed }, index) =>
          changed ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a line never move
            <mark key={index} className={cx('rounded-[3px] text-inherit', look.word)}>
              {text}
            </mark>
          ) : (
            text
          ),
        )}
      </code>
    </div>
  );
}

/** "Line 12", "Lines 12–20"; by the new version, or by the old one where all of them were removed. */
function placeOf({ oldStart, oldLines, newStart, newLines }: DiffHunk): string {
  const [start, count] = newLines > 0 ? [newStart, newLines] : [oldStart, oldLines];
  return count === 1 ? t('line', { start }) : t('lines', { start, end: start + count - 1 });
}
