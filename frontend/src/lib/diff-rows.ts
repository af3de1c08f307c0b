import type { DiffHunk, DiffLine } from '@/api/types.generated';
import { diffSequences } from './sequence-diff';

/** A piece of a line; `changed` marks what differs from the line that it took the place of. */
export interface Part {
  text: string;
  changed: boolean;
}

/** A line of a hunk as it is shown; a number is null where that version has no such line. */
export interface DiffRow {
  kind: DiffLine['kind'];
  oldNumber: number | null;
  newNumber: number | null;
  parts: Part[];
}

/** A hunk's lines with their numbers, and within changed pairs the words that differ. */
export function rowsOf(hunk: DiffHunk): DiffRow[] {
  let [oldNumber, newNumber] = [hunk.oldStart, hunk.newStart];
  const marked = markWords(hunk.lines);
  return hunk.lines.map(({ kind, text }, index) => ({
    kind,
    oldNumber: kind === 'added' ? null : oldNumber++,
    newNumber: kind === 'removed' ? null : newNumber++,
    parts: marked.get(index) ?? [{ text, changed: false }],
  }));
}

/** By the index of the line; only lines that have a counterpart are in it. */
function markWords(lines: readonly DiffLine[]): Map<number, Part[]> {
  const marked = new Map<number, Part[]>();
  for (let start = 0; start < lines.length; start += 1) {
    if (lines[start]?.kind === 'context') continue;
    let end = start;
    while (end < lines.length && lines[end]?.kind !== 'context') end += 1;
    const of = (kind: DiffLine['kind']) => indexes(start, end).filter((index) => lines[index]?.kind === kind);
    for (const [gone, come] of pairUp(lines, of('removed'), of('added'))) {
      const pair = markPair(lines[gone]?.text ?? '', lines[come]?.text ?? '');
      if (!pair) continue;
      marked.set(gone, pair[0]);
      marked.set(come, pair[1]);
    }
    start = end;
  }
  return marked;
}

function indexes(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, offset) => start + offset);
}

/** Two lines are one that was changed when at least this part of their words is in both. */
const ALIKE = 0.4;
/** Beyond this many comparisons (50 × 50 lines) only blocks of the same height are paired, line by line. */
const COMPARISONS_MAX = 2_500;

/** Which removed line became which added one: the pairing, in order, that has most in common. */
function pairUp(lines: readonly DiffLine[], gone: number[], come: number[]): [number, number][] {
  if (gone.length * come.length > COMPARISONS_MAX) {
    return gone.length === come.length ? gone.map((index, at) => [index, come[at] ?? index]) : [];
  }
  const bags = new Map([...gone, ...come].map((index) => [index, bagOf(lines[index]?.text ?? '')]));
  const alike = (row: number, column: number) => {
    const [one, other] = [bags.get(gone[row] ?? -1), bags.get(come[column] ?? -1)];
    const share = one && other ? likeness(one, other) : 0;
    return share >= ALIKE ? share : 0;
  };
  const best = gone.map(() => come.map(() => 0));
  const at = (row: number, column: number) => best[row]?.[column] ?? 0;
  for (let row = gone.length - 1; row >= 0; row -= 1) {
    for (let column = come.length - 1; column >= 0; column -= 1) {
      const share = alike(row, column);
      const together = share > 0 ? share + at(row + 1, column + 1) : 0;
      const line = best[row];
      if (line) line[column] = Math.max(together, at(row + 1, column), at(row, column + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let [row, column] = [0, 0]; row < gone.length && column < come.length; ) {
    const share = alike(row, column);
    if (share > 0 && at(row, column) === share + at(row + 1, column + 1)) {
      pairs.push([gone[row] ?? 0, come[column] ?? 0]);
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) row += 1;
    else column += 1;
  }
  return pairs;
}

/** How often each word and mark stands in a line. */
function bagOf(text: string): Map<string, number> {
  const bag = new Map<string, number>();
  for (const piece of pieces(text)) if (piece.trim()) bag.set(piece, (bag.get(piece) ?? 0) + 1);
  return bag;
}

function likeness(one: Map<string, number>, other: Map<string, number>): number {
  const size = (bag: Map<string, number>) => [...bag.values()].reduce((sum, count) => sum + count, 0);
  let both = 0;
  for (const [piece, count] of one) both += Math.min(count, other.get(piece) ?? 0);
  const all = size(one) + size(other);
  return all === 0 ? 0 : (2 * both) / all;
}

/** A line as words, spaces and single marks; a colour or a number with its unit is one piece. */
function pieces(text: string): string[] {
  return text.match(/#[\da-fA-F]{3,8}\b|\d+(?:\.\d+)?[\p{L}%]*|[\p{L}\p{N}_$]+|\s+|[\s\S]/gu) ?? [];
}

/** Both lines of a pair with what differs marked; null for lines too long to compare. */
function markPair(before: string, after: string): [Part[], Part[]] | null {
  const [old, fresh] = [pieces(before), pieces(after)];
  const gaps = diffSequences(old, fresh);
  if (!gaps) return null;
  const gone = partsOf(
    old,
    gaps.map(({ oldStart, oldEnd }) => [oldStart, oldEnd]),
  );
  const come = partsOf(
    fresh,
    gaps.map(({ newStart, newEnd }) => [newStart, newEnd]),
  );
  return [gone, come];
}

function partsOf(all: readonly string[], changed: [start: number, end: number][]): Part[] {
  const parts: Part[] = [];
  const put = (start: number, end: number, isChanged: boolean) => {
    const text = all.slice(start, end).join('');
    if (!text) return;
    // A lone space between two marked words is marked too: one phrase, not crumbs.
    const before = parts.at(-2);
    const between = parts.at(-1);
    if (isChanged && before?.changed && between && between.text.trim() === '') {
      parts.splice(-2, 2, { text: before.text + between.text + text, changed: true });
    } else parts.push({ text, changed: isChanged });
  };
  let at = 0;
  for (const [start, end] of changed) {
    put(at, start, false);
    put(start, end, true);
    at = end;
  }
  put(at, all.length, false);
  return parts;
}
