import { describe, expect, it } from 'vitest';
import { diffSequences } from '@/lib/sequence-diff';

/** Puts the second sequence together from the first and the gaps. */
function rebuild(before: string[], after: string[]): string[] {
  const result: string[] = [];
  let at = 0;
  for (const gap of diffSequences(before, after) ?? []) {
    result.push(...before.slice(at, gap.oldStart), ...after.slice(gap.newStart, gap.newEnd));
    at = gap.oldEnd;
  }
  return [...result, ...before.slice(at)];
}

describe('the difference of two sequences', () => {
  it.each([
    ['abc', 'abc', 0],
    ['', 'abc', 1],
    ['abc', '', 1],
    ['abcd', 'axcd', 1],
    ['abcde', 'bcxe', 2],
    ['aaaa', 'aa', 1],
  ])('of %j and %j has %d gaps', (before, after, count) => {
    expect(diffSequences([...before], [...after])).toHaveLength(count);
  });

  it('leads from the one to the other, whatever they are', () => {
    let seed = 7;
    const chance = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    const word = () => Array.from({ length: chance(12) }, () => 'abc'[chance(3)] ?? '');
    for (let round = 0; round < 500; round += 1) {
      const [before, after] = [word(), word()];
      expect(rebuild(before, after)).toEqual(after);
    }
  });

  it('is not looked for where it would take too long', () => {
    const many = (word: string) => Array.from({ length: 2_000 }, (_, index) => `${word}${index}`);
    expect(diffSequences(many('a'), many('b'))).toBeNull();
  });
});
