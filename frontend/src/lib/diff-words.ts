import type { FileDiff, VersionDiff } from '@/api/types.generated';
import type { ChangeWords } from './change-words';
import { describeHunks } from './diff-hunks';
import { capital, fileKind, fileName } from './diff-names';

const ORDER: ChangeWords['kind'][] = ['setting', 'file', 'part', 'text', 'colour', 'value', 'lines'];

/**
 * What changed from one version to the next in plain words, the most telling first. `fps` turns frames into seconds
 * where the diff itself doesn't say how long a frame is.
 */
export function describeDiff(diff: VersionDiff, fps: number | null = null): ChangeWords[] {
  const names = nameFiles(diff.files);
  const all = diff.files.flatMap((file) => describeFile(file, names, fps));
  return together(all).sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
}

/** Base names, or whole paths where two files have the same. */
function nameFiles(files: readonly FileDiff[]): (path: string) => string {
  const counts = new Map<string, number>();
  for (const { path } of files) counts.set(fileName(path), (counts.get(fileName(path)) ?? 0) + 1);
  return (path) => ((counts.get(fileName(path)) ?? 0) > 1 ? path : fileName(path));
}

function describeFile(diff: FileDiff, nameOf: (path: string) => string, fps: number | null): ChangeWords[] {
  const file = nameOf(diff.path);
  const kind = fileKind(diff.path);
  const say = (what: string, to: string, from: string | null = null): ChangeWords => ({
    kind: 'file',
    what,
    from,
    to,
    file,
    times: 1,
  });
  if (diff.status === 'added') return [say(`New ${kind}`, file)];
  if (diff.status === 'removed') return [say(`Removed ${kind}`, file)];
  const renamed = diff.status === 'renamed' && diff.oldPath ? [movedWords(diff.oldPath, diff.path, say)] : [];
  if (diff.binary) return diff.status === 'renamed' ? renamed : [say(`${capital(kind)} replaced`, file)];
  const hunks = diff.hunks ?? [];
  if (diff.tooLarge) return [...renamed, lines(file, 'changed, too much to show')];
  if (hunks.length === 0) return renamed.length > 0 ? renamed : [lines(file, 'changed')];
  const { additions = 0, deletions = 0 } = diff;
  const locked = /(^|\/)package-lock\.json$/.test(diff.path);
  const { words, untold } = locked ? { words: [], untold: 0 } : describeHunks(diff.path, hunks, file, fps);
  const verb = deletions === 0 ? 'added' : additions === 0 ? 'removed' : 'changed';
  // Where only the spacing changed there is nothing left untold, and nothing told either.
  const count = untold > 0 || words.length > 0 ? untold : Math.max(additions, deletions);
  const rest = `${count} ${words.length > 0 ? 'more ' : ''}${count === 1 ? 'line' : 'lines'} ${verb}`;
  return [...renamed, ...words, ...(count > 0 ? [lines(file, rest)] : [])];
}

function movedWords(
  from: string,
  to: string,
  say: (what: string, to: string, from: string) => ChangeWords,
): ChangeWords {
  const [before, after] = [fileName(from), fileName(to)];
  return before === after ? say('Moved', to, from) : say('Renamed', after, before);
}

function lines(file: string, to: string): ChangeWords {
  return { kind: 'lines', what: file, from: null, to, file, times: 1 };
}

/** The same change in many places is one thing to say. */
function together(all: readonly ChangeWords[]): ChangeWords[] {
  const found = new Map<string, ChangeWords>();
  for (const words of all) {
    // Where one colour took another's place, it doesn't matter of what.
    const what = words.kind === 'colour' && words.from !== null && words.to !== null ? '' : words.what;
    const key = [words.kind, what, words.from, words.to, words.kind === 'lines' ? words.file : ''].join('\n');
    const same = found.get(key);
    if (!same) found.set(key, { ...words });
    else {
      same.times += 1;
      if (same.what !== words.what) same.what = 'Colour';
    }
  }
  return [...found.values()];
}
