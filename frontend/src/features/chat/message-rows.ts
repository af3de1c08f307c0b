import type { ChatItem } from '@/lib/chat';
import { dayName } from '@/lib/versions';

export interface MessageRow {
  item: ChatItem;
  /** The day, where another one begins. */
  day: string | null;
}

/** The rows of these items; those before the first item that differs from `before` are taken from there. */
export function rowsOf(items: readonly ChatItem[], before: readonly MessageRow[]): readonly MessageRow[] {
  let same = 0;
  while (same < items.length && items[same] === before[same]?.item) same += 1;
  const rows = before.slice(0, same);
  const today = dayName(new Date());
  let last = same > 0 ? dayOf(items[same - 1]) : today;
  for (const item of items.slice(same)) {
    const day = dayOf(item);
    rows.push({ item, day: day === last ? null : day });
    last = day;
  }
  return rows;
}

function dayOf(item: ChatItem | undefined): string {
  return item ? dayName(new Date(item.at)) : '';
}

const LINE_PX = 22;
const LETTERS_A_LINE = 46;

/** About how high a row will be, until it has been drawn: the scrollbar hardly moves when it is. */
export function guessHeight({ item, day }: MessageRow): number {
  const extra = day ? 30 : 0;
  if (item.kind === 'notice') return 32 + extra;
  const text = item.kind === 'user' ? item.content : item.text;
  const lines = text.split('\n').reduce((sum, line) => sum + 1 + Math.floor(line.length / LETTERS_A_LINE), 0);
  if (item.kind === 'user') return lines * LINE_PX + 20 + extra;
  return lines * LINE_PX + Math.min(item.steps.length, 7) * 24 + (item.card ? 160 : 0) + 40 + extra;
}
