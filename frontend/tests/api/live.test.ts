import { Timestamp } from 'firebase/firestore';
import { expect, it } from 'vitest';
import { fromDocument } from '@/api/live';

it('reads times as the wire’s ISO strings, at any depth', () => {
  const at = Timestamp.fromDate(new Date('2026-03-01T10:00:00Z'));
  const read = fromDocument({ createdAt: at, deletedAt: null, nested: { list: [at, 1, 'text'] } });
  expect(read).toEqual({
    createdAt: '2026-03-01T10:00:00.000Z',
    deletedAt: null,
    nested: { list: ['2026-03-01T10:00:00.000Z', 1, 'text'] },
  });
});
