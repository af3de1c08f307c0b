import { beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '@/api/errors';
import type { Put } from '@/api/put-file';
import type { AssetUpload } from '@/api/types.generated';
import { createUploadQueue, type UploadParts, type UploadQueue } from '@/hooks/upload-queue';
import { asset } from '../make-asset';

const file = (name: string, text = name, type = 'image/png') => new File([text], name, { type });

function refusal(status: number, code: string): ApiError {
  return new ApiError({ title: code, detail: `because of ${code}`, code, status, traceId: 't' });
}

interface Begun extends AssetUpload {
  id: string;
}

let begun: Begun[];
let puts: Put[];
let removed: string[];
/** What each step does next; none lets it succeed. */
let troubles: { step: 'begin' | 'put' | 'complete'; error: ApiError }[];
/** While set, nothing that is sent arrives. */
let held: Promise<void> | null;
let queue: UploadQueue;

function trouble(step: 'begin' | 'put' | 'complete'): void {
  const at = troubles.findIndex((one) => one.step === step);
  const [found] = at < 0 ? [] : troubles.splice(at, 1);
  if (found) throw found.error;
}

const parts: UploadParts = {
  begin: async (wish) => {
    const upload = {
      id: wish.id,
      asset: asset(wish.id, { name: wish.name }),
      url: `https://bucket.test/${wish.id}`,
      headers: {},
    };
    begun.push(upload);
    trouble('begin');
    return upload;
  },
  put: async (put) => {
    puts.push(put);
    put.onProgress(0.5);
    await held;
    put.signal.throwIfAborted();
    trouble('put');
  },
  complete: async (id) => {
    trouble('complete');
    return asset(id, { name: 'as-it-is-called.png' });
  },
  remove: async (id) => void removed.push(id),
};

const states = () => queue.store.get().map(({ state }) => state);

beforeEach(() => {
  begun = [];
  puts = [];
  removed = [];
  troubles = [];
  held = null;
  queue = createUploadQueue(parts);
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined }));
});

test('a file is announced with its digest, sent, and known by the name it got', async () => {
  const [id = ''] = queue.add([file('Logo.png', 'abc')]);
  queue.attach({ id, name: 'Logo.png', kind: 'image', size: 3 });
  await vi.waitFor(() => expect(states()).toEqual(['ready']));
  expect(queue.store.get()[0]?.name).toBe('as-it-is-called.png');
  expect(queue.attached.get()[0]?.name).toBe('as-it-is-called.png');
  expect(await puts[0]?.file.text()).toBe('abc');
});

test('three are sent at once, and each is sent', async () => {
  let release = () => {};
  held = new Promise((resolve) => {
    release = resolve;
  });
  queue.add(['a.png', 'b.png', 'c.png', 'd.png', 'e.png'].map((name) => file(name)));
  await vi.waitFor(() => expect(puts.length).toBe(3));
  expect(states().filter((state) => state === 'waiting').length).toBe(2);
  expect(queue.store.get()[0]?.sent).toBe(0.5);
  release();
  await vi.waitFor(() => expect(states()).toEqual(['ready', 'ready', 'ready', 'ready', 'ready']));
});

test('a connection that breaks off and a project that is being set up cost a try, with the same id', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  troubles = [
    { step: 'put', error: refusal(0, 'unreachable') },
    { step: 'complete', error: refusal(409, 'not_uploaded') },
    { step: 'complete', error: refusal(409, 'not_ready') },
  ];
  const [id] = queue.add([file('a.png')]);
  const until = Date.now() + 20_000; // the digest is made by another thread, in its own time
  while (states()[0] !== 'ready' && Date.now() < until) {
    await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(500);
  }
  vi.useRealTimers();
  expect(states()).toEqual(['ready']);
  expect(new Set(begun.map((one) => one.id))).toEqual(new Set([id]));
  expect(puts.length).toBe(4);
});

test('what is refused says why, and is not tried again by itself', async () => {
  troubles = [{ step: 'complete', error: refusal(422, 'upload_refused') }];
  const [id = ''] = queue.add([file('a.png')]);
  await vi.waitFor(() => expect(states()).toEqual(['failed']));
  expect(queue.store.get()[0]).toMatchObject({ error: 'because of upload_refused', again: false });
  queue.retry(id);
  await vi.waitFor(() => expect(states()).toEqual(['ready']));
});

test('one that is given up is forgotten everywhere, and the next has its place', async () => {
  let release = () => {};
  held = new Promise((resolve) => {
    release = resolve;
  });
  const ids = queue.add(['a.png', 'b.png', 'c.png', 'd.png'].map((name) => file(name)));
  queue.attach({ id: ids[0] ?? '', name: 'a.png', kind: 'image', size: 1 });
  await vi.waitFor(() => expect(puts.length).toBe(3));
  queue.drop(ids[0] ?? '');
  expect(puts[0]?.signal.aborted).toBe(true);
  expect(removed).toEqual([ids[0]]);
  expect(queue.attached.get()).toEqual([]);
  release();
  await vi.waitFor(() => expect(states()).toEqual(['ready', 'ready', 'ready']));
});

test('what arrived stays with the message when its row is put away', async () => {
  const [id = ''] = queue.add([file('a.png')]);
  queue.attach({ id, name: 'a.png', kind: 'image', size: 1 });
  await vi.waitFor(() => expect(states()).toEqual(['ready']));
  queue.drop(id);
  expect(queue.store.get()).toEqual([]);
  expect(queue.attached.get().map((one) => one.id)).toEqual([id]);
  expect(removed).toEqual([]);
});
