import { describe, expect, it } from 'vitest';
import type { ChatMessage, Checkpoint } from '@/api/types.generated';
import { blocksOf } from '@/features/chat/markdown-blocks';
import { keepSame } from '@/lib/keep-same';
import { NOTHING_READ, withNewest, withOlder } from '@/lib/message-window';
import { branchName, versionBefore } from '@/lib/rewind';

function message(number: number, change: Partial<ChatMessage> = {}): ChatMessage {
  return {
    id: `message-${number}`,
    projectId: 'project-0001',
    role: 'user',
    content: `Say ${number}`,
    createdAt: new Date(Date.UTC(2026, 2, 1, 10, number)).toISOString(),
    status: 'done',
    ...change,
  };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
const numbers = ({ messages }: { messages: readonly ChatMessage[] }) => messages.map(({ id }) => Number(id.slice(8)));

describe('the part of a conversation that is read', () => {
  it('keeps what falls out of the newest, and forgets what was taken back', () => {
    const first = withNewest(NOTHING_READ, range(1, 3), 3, false);
    expect(first.whole).toBe(false);
    const grown = withNewest(first, range(3, 5), 3, false);
    expect(numbers(grown)).toEqual([1, 2, 3, 4, 5]);
    const withdrawn = withNewest(grown, [message(2), message(3), message(5)], 3, false);
    expect(numbers(withdrawn)).toEqual([1, 2, 3, 5]);
  });

  it('is whole when there are fewer than were asked for', () => {
    expect(withNewest(NOTHING_READ, range(1, 2), 3, false).whole).toBe(true);
    expect(withNewest(NOTHING_READ, [], 3, false)).toEqual({ messages: [], whole: true });
  });

  it('is not known to be whole by what a cache has', () => {
    const cached = withNewest(NOTHING_READ, range(8, 9), 3, true);
    expect(cached.whole).toBe(false);
    expect(withNewest(cached, range(7, 9), 3, false).whole).toBe(false);
    const told = withNewest(cached, range(8, 9), 3, false);
    expect(withNewest(told, range(8, 9), 3, true).whole).toBe(true);
  });

  it('grows upwards by pages, each message once', () => {
    const known = withNewest(NOTHING_READ, range(7, 9), 3, false);
    const more = withOlder(known, range(4, 7), 4);
    expect(numbers(more)).toEqual([4, 5, 6, 7, 8, 9]);
    expect(more.whole).toBe(false);
    expect(withOlder(more, range(1, 3), 4)).toMatchObject({ whole: true });
  });

  it('begins anew where it can’t know what lies between', () => {
    const known = withOlder(withNewest(NOTHING_READ, range(4, 6), 3, false), range(1, 3), 3);
    const later = withNewest(known, range(20, 22), 3, false);
    expect(numbers(later)).toEqual([20, 21, 22]);
    expect(later.whole).toBe(false);
  });
});

describe('what is the same', () => {
  it('stays the same object, down to lists in it', () => {
    const before = [
      { id: 'a', steps: [{ id: 'one', label: 'Read' }], text: 'Hello' },
      { id: 'b', steps: [], text: 'World' },
    ];
    expect(keepSame(before, structuredClone(before))).toBe(before);
    const next = keepSame(before, [...structuredClone(before.slice(0, 1)), { id: 'b', steps: [], text: 'World!' }]);
    expect(next[0]).toBe(before[0]);
    expect(next[1]).not.toBe(before[1]);
  });
});

function version(sha: string, minute: number, turnId?: string): Checkpoint {
  const createdAt = new Date(Date.UTC(2026, 2, 1, 10, minute)).toISOString();
  return { sha, summary: sha, authorName: 'Lena', createdAt, ...(turnId ? { turnId } : {}) };
}

describe('the version before a message', () => {
  // The third was said while the second was worked on, which made its version only afterwards.
  const said = [
    message(1, { turnId: 'turn-1' }),
    message(2, { turnId: 'turn-2' }),
    message(3, { turnId: 'turn-3' }),
    message(4, { turnId: 'turn-4' }),
  ];
  const versions = [
    version('edit', 30),
    version('third', 12, 'turn-3'),
    version('second', 10, 'turn-2'),
    version('first', 1, 'turn-1'),
    version('start', 0),
  ];

  it('is that of the turn before, however late it was made', () => {
    expect(versionBefore(versions, said, 'message-3')?.sha).toBe('second');
    expect(versionBefore(versions, said, 'message-2')?.sha).toBe('first');
    expect(versionBefore(versions, said, 'message-1')?.sha).toBe('start');
  });

  it('is older than what people changed since', () => {
    expect(versionBefore(versions, said, 'message-4')?.sha).toBe('third');
    expect(versionBefore(versions.slice(0, 2), said, 'message-2')).toBeUndefined();
    expect(versionBefore(versions, said, 'message-9')).toBeUndefined();
  });

  it('leaves a branch with a name of at most 60 characters', () => {
    const at = new Date(2026, 10, 26, 14, 5, 9);
    expect(branchName('Make it\nblue', at)).toBe('Before “Make it blue” · 26 Nov, 14:05:09');
    const long = branchName('word '.repeat(40), at);
    expect(long.length).toBeLessThanOrEqual(60);
    expect(long).toMatch(/^Before “word .*…” · 26 Nov, 14:05:09$/);
  });
});

describe('an answer that grows', () => {
  it('is cut at blank lines, but not in code or lists', () => {
    const text = 'One\n\n```ts\na\n\nb\n```\n\n- x\n\n- y\n\nEnd';
    expect(blocksOf(text)).toEqual(['One', '```ts\na\n\nb\n```', '- x\n\n- y', 'End']);
    expect(blocksOf('One\n\n```ts\na\n\n')).toEqual(['One', '```ts\na\n\n']);
  });
});
