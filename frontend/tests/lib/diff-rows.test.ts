import { describe, expect, it } from 'vitest';
import { type DiffRow, rowsOf } from '@/lib/diff-rows';
import { fileDiff } from './make-diff';

function rows(before: string, after: string): DiffRow[] {
  return rowsOf(
    fileDiff('src/a.tsx', before, after).hunks?.[0] ?? {
      oldStart: 1,
      oldLines: 0,
      newStart: 1,
      newLines: 0,
      lines: [],
    },
  );
}

/** A line with what is marked in brackets. */
function marks({ kind, parts }: DiffRow): string {
  const sign = { context: ' ', added: '+', removed: '-' }[kind];
  return sign + parts.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('');
}

describe('the lines of a hunk', () => {
  it('are numbered by the version that has them', () => {
    const shown = rows('a\nb\nc', 'a\nx\ny\nc').map(({ kind, oldNumber, newNumber }) => [kind, oldNumber, newNumber]);
    expect(shown).toEqual([
      ['context', 1, 1],
      ['removed', 2, null],
      ['added', null, 2],
      ['added', null, 3],
      ['context', 3, 4],
    ]);
  });

  it.each([
    ['fontSize: 80,', 'fontSize: 96,', ['-fontSize: [80],', '+fontSize: [96],']],
    ['color="#ff0000"', 'color="#00aa44"', ['-color="[#ff0000]"', '+color="[#00aa44]"']],
    ['const a = b;', 'const a = b + c;', ['-const a = b;', '+const a = b[ + c];']],
    ['<h1>One fine day</h1>', '<h1>Two bad days</h1>', ['-<h1>[One fine day]</h1>', '+<h1>[Two bad days]</h1>']],
    ['alpha(beta);', 'one + two + three', ['-alpha(beta);', '+one + two + three']],
  ])('%s → %s', (before, after, expected) => expect(rows(before, after).map(marks)).toEqual(expected));

  it('are paired with what they became, not with what stands beside them', () => {
    const before = 'const first = 1;\nconst second = 2;';
    const after = 'import { z } from "zod";\nconst first = 10;\nconst second = 20;';
    expect(rows(before, after).map(marks)).toEqual([
      '-const first = [1];',
      '-const second = [2];',
      '+import { z } from "zod";',
      '+const first = [10];',
      '+const second = [20];',
    ]);
  });

  it('of a very large block are shown without marks', () => {
    const many = (word: string, count: number) =>
      Array.from({ length: count }, (_, index) => `${word} ${index}`).join('\n');
    const shown = rows(many('a', 60), many('b', 61));
    expect(shown).toHaveLength(121);
    expect(shown.every(({ parts }) => parts.length === 1 && !parts[0]?.changed)).toBe(true);
  });

  it('keep every character', () => {
    const [before, after] = ['  a  = "x\ty" ;', '  a = "z\ty";'];
    const shown = rows(before, after);
    expect(shown.map(({ parts }) => parts.map(({ text }) => text).join(''))).toEqual([before, after]);
  });
});
