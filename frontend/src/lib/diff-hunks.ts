import type { DiffHunk } from '@/api/types.generated';
import type { ChangeWords } from './change-words';
import { type Token, tokensOf } from './code-tokens';
import { capital, colourLabel, fileKind, fileName, inWords, isPart, textLabel, valueLabel } from './diff-names';
import { propertiesIn, type Value, valueAt } from './diff-values';
import { diffSequences, type Gap } from './sequence-diff';
import { settingsIn, settingWords } from './video-settings';

/** One side of a hunk: its tokens, and which of its lines are the ones that changed. */
interface Side {
  tokens: Token[];
  changed: boolean[];
}

function sideOf(hunk: DiffHunk, side: 'removed' | 'added'): Side {
  const own = hunk.lines.filter(({ kind }) => kind === 'context' || kind === side);
  return { tokens: tokensOf(own.map(({ text }) => text)), changed: own.map(({ kind }) => kind === side) };
}

/** What the hunks of one file say in words; `untold`: how many lines changed in a way that the words don't tell. */
export function describeHunks(
  path: string,
  hunks: readonly DiffHunk[],
  file: string,
  fps: number | null,
): { words: ChangeWords[]; untold: number } {
  const pairs = hunks.map((hunk) => ({ before: sideOf(hunk, 'removed'), after: sideOf(hunk, 'added') }));
  const isRoot = /(^|\/)Root\.tsx$/.test(path);
  const before = settingsIn(
    pairs.flatMap((pair) => pair.before.tokens),
    isRoot,
  );
  const after = settingsIn(
    pairs.flatMap((pair) => pair.after.tokens),
    isRoot,
  );
  const settings = settingWords(before, after, fps).map((words) => ({
    kind: 'setting' as const,
    ...words,
    file,
    times: 1,
  }));
  const told = [...Object.keys(before), ...Object.keys(after)];
  const rate = after.fps ?? before.fps ?? fps;

  const words: ChangeWords[] = [];
  let [removed, added] = [0, 0];
  for (const pair of pairs) {
    const gaps = diffSequences(pair.before.tokens.map(keyOf), pair.after.tokens.map(keyOf));
    if (gaps === null) {
      removed += pair.before.changed.filter(Boolean).length;
      added += pair.after.changed.filter(Boolean).length;
      continue;
    }
    const [left, right] = [new Set<number>(), new Set<number>()];
    for (const gap of gaps) {
      const explained = explain(gap, pair.before.tokens, pair.after.tokens, { file, rate, settings: told, path });
      if (explained) words.push(...explained);
      else {
        for (const token of pair.before.tokens.slice(gap.oldStart, gap.oldEnd)) left.add(token.line);
        for (const token of pair.after.tokens.slice(gap.newStart, gap.newEnd)) right.add(token.line);
      }
    }
    removed += [...left].filter((line) => pair.before.changed[line]).length;
    added += [...right].filter((line) => pair.after.changed[line]).length;
  }
  // A line that took another's place is one line.
  return { words: [...settings, ...words], untold: Math.max(removed, added) };
}

/** What makes two tokens the same: other quotes or spaces aren't a change. */
function keyOf({ kind, value }: Token): string {
  return `${kind} ${value}`;
}

interface Where {
  file: string;
  path: string;
  /** Frames a second. */
  rate: number | null;
  /** Names of the video's settings that are told on their own. */
  settings: readonly string[];
}

/** The words for one gap; an empty list when there is nothing to tell, null when nobody can tell in words. */
function explain(gap: Gap, before: Token[], after: Token[], where: Where): ChangeWords[] | null {
  const { oldStart, oldEnd, newStart, newEnd } = gap;
  const [gone, come] = [before.slice(oldStart, oldEnd), after.slice(newStart, newEnd)];
  if ([...gone, ...come].every((token) => token.imported)) return [];
  // A value that took another's place; properties may have come or gone right behind it.
  const [was, is] = [valueAt(before, oldStart), valueAt(after, newStart)];
  const swapped = was && is && gone.length > 0 && come.length > 0;
  const behind = swapped && properties(gap, before, after, 1, where);
  if (behind) {
    const changed = wordsOf(was, is, where);
    return changed && [...changed, ...behind];
  }
  return (
    properties(gap, before, after, 0, where) ??
    (gone.length === 0 ? parts(come, 'added', where) : null) ??
    (come.length === 0 ? parts(gone, 'removed', where) : null)
  );
}

/** The words for a gap in which, `skip` tokens on, nothing but properties came and went; null for any other. */
function properties(gap: Gap, before: Token[], after: Token[], skip: number, where: Where): ChangeWords[] | null {
  const [gone, come] = [
    propertiesIn(before, gap.oldStart + skip, gap.oldEnd),
    propertiesIn(after, gap.newStart + skip, gap.newEnd),
  ];
  if (!gone || !come) return null;
  return [
    ...gone.flatMap((value) => wordsOf(value, null, where) ?? []),
    ...come.flatMap((value) => wordsOf(null, value, where) ?? []),
  ];
}

/** Elements that came or went: "Lamp added". Null when there are none that a person would know. */
function parts(tokens: readonly Token[], how: 'added' | 'removed', { file }: Where): ChangeWords[] | null {
  const names = tokens.filter(({ kind }) => kind === 'tag').map(({ value }) => value.slice(1));
  const known = names.filter(isPart);
  if (known.length === 0) return null;
  return known.map((name) => {
    const what = capital(inWords(name));
    return {
      kind: 'part',
      what,
      from: how === 'removed' ? what : null,
      to: how === 'added' ? what : null,
      file,
      times: 1,
    };
  });
}

/** The words for a value that changed, came (`was` null) or went (`is` null); null when it has no name to go by. */
function wordsOf(was: Value | null, is: Value | null, where: Where): ChangeWords[] | null {
  const value = is ?? was;
  if (!value) return null;
  const { name, element } = value;
  if (name !== null && value.whole && value.kind === 'number' && where.settings.includes(name) && isSetting(value))
    return [];
  const kind = was && is && was.kind !== is.kind ? 'value' : kindOf(value);
  const [from, to] = [was && shown(was, where), is && shown(is, where)];
  const say = (what: string, as = kind): ChangeWords[] => [{ kind: as, what, from, to, file: where.file, times: 1 }];
  if (/(^|\/)package\.json$/.test(where.path) && name && /^[\^~]?\d/.test(value.value))
    return say(`Package ${name}`, 'value');
  if (value.kind === 'file') return say(capital(fileKind(value.value)));
  if (!value.whole && value.kind !== 'colour') {
    if (value.kind === 'text') return say(name ? textLabel(name, null) : 'Text');
    return name === null || value.kind === 'choice' ? null : say(`A number in ${name}`);
  }
  if (kind === 'text') return say(textLabel(name, element));
  if (kind === 'colour') return say(colourLabel(name, element));
  return name === null ? null : say(valueLabel(name, element));
}

/** Is it said of the video as a whole? */
function isSetting({ element }: Value): boolean {
  return element === null || element === 'Composition';
}

function kindOf({ kind }: Value): 'text' | 'colour' | 'value' {
  return kind === 'text' || kind === 'colour' ? kind : 'value';
}

const FRAMES = /^(durationInFrames|from|delay|startFrom|endAt)$/;

function shown({ kind, value, name, whole }: Value, { rate }: Where): string {
  if (kind === 'file') return fileName(value);
  if (kind === 'choice') return value === 'true' ? 'on' : 'off';
  if (kind !== 'number' || !whole || !FRAMES.test(name ?? '') || !/^\d+$/.test(value)) return value;
  return rate ? `${Math.round((Number(value) / rate) * 100) / 100} s` : `${value} frames`;
}
