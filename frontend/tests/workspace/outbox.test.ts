import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '@/api/errors';
import type { NewMessage } from '@/api/routes';
import { createOutbox } from '@/hooks/outbox';
import { createShelf, type Shelf } from '@/hooks/outbox-shelf';

const NO_SHELF: Shelf = { read: () => [], put: () => undefined, remove: () => undefined };
const error = (status: number) => new ApiError({ title: 'No', detail: 'Not now.', code: 'no', status, traceId: 't' });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('sends again with the same id until it arrives', async () => {
  const posted: NewMessage[] = [];
  const outbox = createOutbox(
    async (message) => {
      posted.push(message);
      if (posted.length < 3) throw error(503);
    },
    Date.now,
    NO_SHELF,
  );
  const id = outbox.send({ content: 'Make it blue', context: { frame: 12 } });
  expect(outbox.store.get()).toMatchObject([{ id, state: 'sending' }]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(posted).toHaveLength(3);
  expect(new Set(posted.map((message) => message.id))).toEqual(new Set([id]));
  expect(posted[2]?.context).toEqual({ frame: 12 });
  outbox.forget(new Set([id]));
  expect(outbox.store.get()).toEqual([]);
});

it('gives up after a few tries, tells why, and tries again when asked', async () => {
  let tries = 0;
  const outbox = createOutbox(
    async () => {
      tries += 1;
      throw error(503);
    },
    Date.now,
    NO_SHELF,
  );
  const id = outbox.send({ content: 'Make it blue' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tries).toBe(4);
  expect(outbox.store.get()).toMatchObject([{ state: 'failed', error: 'Not now.' }]);
  outbox.resend(id);
  expect(outbox.store.get()).toMatchObject([{ state: 'sending' }]);
});

it('doesn’t repeat what was refused', async () => {
  let tries = 0;
  const outbox = createOutbox(
    async () => {
      tries += 1;
      throw error(422);
    },
    Date.now,
    NO_SHELF,
  );
  outbox.send({ content: 'Make it blue' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tries).toBe(1);
  expect(outbox.store.get()).toMatchObject([{ state: 'failed' }]);
});

it('waits for a connection however long it takes, and goes at once when there is one', async () => {
  let tries = 0;
  let connected = false;
  const outbox = createOutbox(
    async () => {
      tries += 1;
      if (!connected) throw error(0);
    },
    Date.now,
    NO_SHELF,
  );
  outbox.send({ content: 'Make it blue' });
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect(tries).toBeGreaterThan(4);
  expect(outbox.store.get()).toMatchObject([{ state: 'offline' }]);
  connected = true;
  const before = tries;
  outbox.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(tries).toBe(before + 1);
  expect(outbox.store.get()).toMatchObject([{ state: 'sending' }]);
});

it('says after a reload what could not be delivered before it, in its order, and nothing twice', async () => {
  let connected = false;
  const posted: NewMessage[] = [];
  const post = async (message: NewMessage) => {
    if (!connected) throw error(0);
    posted.push(message);
  };
  let clock = 0;
  const now = () => ++clock;
  const first = createOutbox(post, now, createShelf('lena', 'project-0001'));
  const ids = [
    first.send({ content: 'One', context: { frame: 12 }, attachments: ['asset-0001'] }),
    first.send({ content: 'Two' }),
  ];
  await vi.advanceTimersByTimeAsync(100);
  connected = true;
  const other = createOutbox(post, now, createShelf('lena', 'project-0002'));
  other.start();
  const second = createOutbox(post, now, createShelf('lena', 'project-0001'));
  second.start();
  second.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(posted).toEqual([
    { id: ids[0], content: 'One', context: { frame: 12 }, attachments: ['asset-0001'] },
    { id: ids[1], content: 'Two' },
  ]);
  const third = createOutbox(post, now, createShelf('lena', 'project-0001'));
  third.start();
  expect(third.store.get()).toEqual([]);
});
