import type { DiffLine, FileDiff, VersionDiff } from '@/api/types.generated';
import { diffSequences } from '@/lib/sequence-diff';

const CONTEXT = 3;

/** A file's change as the edge tells it, in one hunk from the first line that changed to the last. */
export function fileDiff(path: string, before: string, after: string, more: Partial<FileDiff> = {}): FileDiff {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  const lines: DiffLine[] = [];
  let [row, column] = [0, 0];
  for (const gap of diffSequences(old, fresh) ?? []) {
    for (; row < gap.oldStart; row += 1, column += 1) lines.push({ kind: 'context', text: old[row] ?? '' });
    for (; row < gap.oldEnd; row += 1) lines.push({ kind: 'removed', text: old[row] ?? '' });
    for (; column < gap.newEnd; column += 1) lines.push({ kind: 'added', text: fresh[column] ?? '' });
  }
  for (; row < old.length; row += 1) lines.push({ kind: 'context', text: old[row] ?? '' });
  const [first, last] = [lines.findIndex(isChange), lines.findLastIndex(isChange)];
  const start = Math.max(0, first - CONTEXT);
  const shown = lines.slice(start, last + CONTEXT + 1);
  const count = (kind: DiffLine['kind']) => shown.filter((line) => line.kind === kind).length;
  return {
    path,
    status: 'changed',
    additions: count('added'),
    deletions: count('removed'),
    hunks: [
      {
        oldStart: start + 1,
        oldLines: count('context') + count('removed'),
        newStart: start + 1,
        newLines: count('context') + count('added'),
        lines: shown,
      },
    ],
    ...more,
  };
}

function isChange({ kind }: DiffLine): boolean {
  return kind !== 'context';
}

export function versionDiff(...files: FileDiff[]): VersionDiff {
  const total = (of: 'additions' | 'deletions') => files.reduce((sum, file) => sum + (file[of] ?? 0), 0);
  return {
    sha: 'b'.repeat(40),
    against: 'a'.repeat(40),
    files,
    additions: total('additions'),
    deletions: total('deletions'),
  };
}
