import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '@/api/types.generated';
import { sizeWords } from '@/lib/files';
import { cloneCommand } from '@/lib/git';
import { archiveName, authorOf, headline, inOrder, momentName, withCheckpoint, withNewest } from '@/lib/versions';

function version(sha: string, change: Partial<Checkpoint> = {}): Checkpoint {
  return { sha, summary: sha, authorName: 'Mika', createdAt: '2026-03-01T10:00:00Z', ...change };
}
const page = (shas: string, cursor: string | null = null) => ({ items: [...shas].map((sha) => version(sha)), cursor });
const list = (...pages: ReturnType<typeof page>[]) => ({ pages, pageParams: pages.map((_, at) => `cursor ${at}`) });
const shas = ({ pages }: { pages: { items: Checkpoint[] }[] }) =>
  pages.map(({ items }) => items.map(({ sha }) => sha).join('')).join('|');

describe('a history that is read in pages', () => {
  it('takes in what is new on top, and keeps what was read further down', () => {
    const merged = withNewest(list(page('dc', 'b'), page('ba')), page('fedc', 'b'));
    expect(shas(merged)).toBe('fedc|ba');
    expect(merged.pages[0]?.cursor).toBe('b');
    expect(shas(withNewest(list(page('d', 'c'), page('cb', 'a')), page('edc', 'b')))).toBe('edc|b');
  });

  it('begins anew where the two don’t meet', () => {
    const merged = withNewest(list(page('b', 'a'), page('a')), page('zy', 'x'));
    expect(shas(merged)).toBe('zy');
    expect(merged.pageParams).toEqual([undefined]);
  });

  it('changes a version in its place, or puts it on its parent', () => {
    const before = list(page('cb', 'a'), page('a'));
    const named = withCheckpoint(before, version('a', { name: 'Final cut' }));
    expect(named?.pages[1]?.items[0]?.name).toBe('Final cut');
    expect(shas(withCheckpoint(before, version('d', { parent: 'c' })) ?? list())).toBe('dcb|a');
    expect(withCheckpoint(before, version('e', { parent: 'd' }))).toBeNull();
  });
});

describe('a version', () => {
  it('is the agent’s when it was made in a turn', () => {
    expect(authorOf(version('a', { turnId: 'turn-1', authorId: 'lena', authorName: 'Lena' })).agent).toBe(true);
    expect(authorOf(version('a', { authorName: 'StoryDream' })).agent).toBe(true);
    expect(authorOf(version('a', { authorId: 'mika-uid' }))).toEqual({ name: 'Mika', id: 'mika-uid', agent: false });
    expect(authorOf(version('a', { authorName: '' }))).toEqual({ name: 'Somebody', id: '', agent: false });
  });

  it('is called by the first line of what its maker said', () => {
    expect(headline({ summary: 'Blue sky\n\nA longer story' })).toBe('Blue sky');
    expect(headline({ summary: '  \n' })).toBe('A change');
  });

  it('that only brought another back is called after that one', () => {
    const blue = version('b'.repeat(40), { summary: 'Blue sky' });
    const back = version('c'.repeat(40), { summary: 'Restore bbbbbbb' });
    const again = version('d'.repeat(40), { summary: 'Restore ccccccc' });
    expect(headline(back, [again, back, blue])).toBe('Restored “Blue sky”');
    expect(headline(again, [again, back, blue])).toBe('Restored “Blue sky”');
    expect(headline(again, [again, { ...back, name: 'Final cut' }, blue])).toBe('Restored “Final cut”');
    expect(headline(back, [again])).toBe('Restore bbbbbbb');
    expect(headline({ summary: 'Restore “Final cut”' })).toBe('Restored “Final cut”');
    const rescued = { ...blue, summary: 'Bring back “Thicker mist”' };
    expect(headline(back, [back, rescued])).toBe('Restored “Thicker mist”');
    expect(headline({ summary: 'Bring back “Thicker mist”' })).toBe('Brought back “Thicker mist”');
    const [one, other] = [
      version('e'.repeat(40), { summary: 'Restore fffffff' }),
      version('f'.repeat(40), { summary: 'Restore eeeeeee' }),
    ];
    expect(headline(one, [one, other])).toMatch(/^Restored “Restore /);
  });

  it('comes after an older one, by the list within the same second', () => {
    const [old, fresh] = [version('a'), version('b')];
    expect(inOrder(fresh, old, [fresh, old])).toEqual([old, fresh]);
    const later = version('c', { createdAt: '2026-03-01T10:00:01Z' });
    expect(inOrder(later, old, [])).toEqual([old, later]);
  });

  it('is told by the clock today, with its day before', () => {
    const at = (day: number) => new Date(2026, 2, day, 14, 32).toISOString();
    const now = new Date(2026, 2, 5, 18, 0);
    expect([at(5), at(4), at(1)].map((iso) => momentName(iso, now))).toEqual([
      '14:32',
      'Yesterday 14:32',
      '1 Mar 14:32',
    ]);
  });
});

describe('names for what is taken along', () => {
  it.each([
    ['Slow Coast', 'slow-coast-4f2c1a9'],
    ['  Über — Café #2!  ', 'uber-cafe-2-4f2c1a9'],
    ['動画', 'video-4f2c1a9'],
    ['../../etc', 'etc-4f2c1a9'],
  ])('%j → %s', (name, file) => expect(archiveName(name, '4f2c1a9'.padEnd(40, '0'))).toBe(file));

  it('never let a project’s name into the shell', () => {
    expect(cloneCommand('https://x.example', 'id-000001', '$(rm -rf ~); -o')).toBe(
      'git clone https://x.example/git/id-000001.git rm-rf-o',
    );
  });

  it.each([
    [820, '820 bytes'],
    [24_100, '24 KB'],
    [1_500_000, '1.4 MB'],
  ])('%d is %s', (bytes, words) => expect(sizeWords(bytes)).toBe(words));
});
