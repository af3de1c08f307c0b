import { ApiError, describeError } from '@/api/errors';
import type { NewMessage } from '@/api/routes';
import type { MessageContext } from '@/api/types.generated';
import type { Shelf } from '@/hooks/outbox-shelf';
import type { Outgoing } from '@/lib/chat';
import { newId } from '@/lib/ids';
import { createPause, jittered } from '@/lib/pause';
import { createStore, type Store } from '@/lib/store';

export interface Said {
  content: string;
  context?: MessageContext | undefined;
  /** Ids of assets. */
  attachments?: readonly string[] | undefined;
}

export interface Outbox {
  store: Store<readonly Outgoing[]>;
  /** Delivers what an earlier page could not; once. */
  start: () => void;
  /** Shows the message at once and sends it; its id makes every further try harmless. Returns the id. */
  send: (said: Said) => string;
  /** Try a failed message once more. */
  resend: (id: string) => void;
  /** There may be a connection again: try at once. */
  wake: () => void;
  /** Forget messages that the live listener shows now, or that the person has given up. */
  forget: (ids: ReadonlySet<string>) => void;
}

const TRIES = 4;
const WAIT_MS = 1_000;
const OFFLINE_WAIT_MAX_MS = 30_000;

/** Without a connection a message waits for one, however long; what is refused is told, and kept to be sent again. */
export function createOutbox(post: (message: NewMessage) => Promise<unknown>, now: () => number, shelf: Shelf): Outbox {
  const store = createStore<readonly Outgoing[]>([]);
  const pause = createPause();
  const forever = new AbortController().signal;
  let started = false;

  const change = (id: string, update: Partial<Outgoing>) =>
    store.set((list) => list.map((message) => (message.id === id ? { ...message, ...update } : message)));

  async function deliver({ id, content, context, attachments }: Outgoing): Promise<void> {
    const given = { ...(context ? { context } : {}), ...(attachments.length ? { attachments: [...attachments] } : {}) };
    let refused = 0;
    for (let waits = 0; ; waits += 1) {
      try {
        await post({ id, content, ...given });
        shelf.remove(id);
        change(id, { state: 'sending' });
        return; // it stays until the live listener shows it
      } catch (error) {
        const offline = error instanceof ApiError && error.status === 0;
        if (!offline) refused += 1;
        const again = error instanceof ApiError && error.retryable && refused < TRIES;
        if (!again) {
          change(id, { state: 'failed', error: describeError(error) });
          return;
        }
        if (offline) change(id, { state: 'offline' });
        const wait = (error.retryAfter ?? 0) * 1000 || Math.min(WAIT_MS * 2 ** waits, OFFLINE_WAIT_MAX_MS);
        await pause.sleep(jittered(wait), forever);
        if (!store.get().some((message) => message.id === id)) return; // given up meanwhile
      }
    }
  }

  const begin = (message: Outgoing) => {
    store.set((list) => [...list, message]);
    void deliver(message);
  };

  return {
    store,
    start: () => {
      if (started) return;
      started = true;
      for (const message of shelf.read()) begin(message);
    },
    send: ({ content, context, attachments = [] }) => {
      const id = newId();
      const message: Outgoing = {
        id,
        content,
        context: context ?? null,
        attachments,
        state: 'sending',
        error: null,
        sentAt: now(),
      };
      shelf.put(message);
      begin(message);
      return id;
    },
    resend: (id) => {
      const message = store.get().find((candidate) => candidate.id === id);
      if (message?.state !== 'failed') return;
      change(id, { state: 'sending', error: null });
      void deliver(message);
    },
    wake: pause.wake,
    forget: (ids) =>
      store.set((list) => {
        const rest = list.filter((message) => !ids.has(message.id));
        if (rest.length === list.length) return list;
        for (const { id } of list) if (ids.has(id)) shelf.remove(id);
        return rest;
      }),
  };
}
