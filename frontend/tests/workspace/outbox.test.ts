import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '@/api/errors';
import type { NewMessage } from '@/api/routes';
import { createOutbox } from '@/hooks/outbox';

const error = (status: number) => new ApiError({ title: 'No', detail: 'Not now.', code: 'no', status, traceId: 't' });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('sends again with the same id until it arrives', async () => {
  const posted: NewMessage[] = [];
  const outbox = createOutbox(async (message) => {
    posted.push(message);
    if (posted.length < 3) throw error(503);
  }, Date.now);
  const id = outbox.send('Make it blue', { frame: 12 });
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
  const outbox = createOutbox(async () => {
    tries += 1;
    throw error(503);
  }, Date.now);
  const id = outbox.send('Make it blue');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tries).toBe(4);
  expect(outbox.store.get()).toMatchObject([{ state: 'failed', error: 'Not now.' }]);
  outbox.resend(id);
  expect(outbox.store.get()).toMatchObject([{ state: 'sending' }]);
});

it('doesn’t repeat what was refused', async () => {
  let tries = 0;
  const outbox = createOutbox(async () => {
    tries += 1;
    throw error(422);
  }, Date.now);
  outbox.send('Make it blue');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tries).toBe(1);
  expect(outbox.store.get()).toMatchObject([{ state: 'failed' }]);
});
