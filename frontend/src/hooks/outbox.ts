import { ApiError, describeError } from '@/api/errors';
import type { NewMessage } from '@/api/routes';
import type { MessageContext } from '@/api/types.generated';
import type { Outgoing } from '@/lib/chat';
import { newId } from '@/lib/ids';
import { createPause } from '@/lib/pause';
import { createStore, type Store } from '@/lib/store';

export interface Outbox {
  store: Store<readonly Outgoing[]>;
  /** Shows the message at once and sends it; its id makes every further try harmless. Returns the id. */
  send: (content: string, context?: MessageContext) => string;
  /** Try a failed message once more. */
  resend: (id: string) => void;
  /** Forget messages that the live listener shows now, or that the person has given up. */
  forget: (ids: ReadonlySet<string>) => void;
}

const TRIES = 4;
const WAIT_MS = 1_000;

export function createOutbox(post: (message: NewMessage) => Promise<unknown>, now: () => number): Outbox {
  const store = createStore<readonly Outgoing[]>([]);
  const pause = createPause();
  const forever = new AbortController().signal;

  const change = (id: string, update: Partial<Outgoing>) =>
    store.set((list) => list.map((message) => (message.id === id ? { ...message, ...update } : message)));

  async function deliver({ id, content, context }: Outgoing): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await post({ id, content, ...(context ? { context } : {}) });
        return; // it stays until the live listener shows it
      } catch (error) {
        const again = error instanceof ApiError && error.retryable && tries < TRIES;
        if (!again) {
          change(id, { state: 'failed', error: describeError(error) });
          return;
        }
        const wait = (error.retryAfter ?? 0) * 1000 || WAIT_MS * 2 ** (tries - 1);
        await pause.sleep(wait * (0.75 + Math.random() / 2), forever);
      }
    }
  }

  return {
    store,
    send: (content, context) => {
      const id = newId();
      const message: Outgoing = {
        id,
        content,
        context: context ?? null,
        state: 'sending',
        error: null,
        sentAt: now(),
      };
      store.set((list) => [...list, message]);
      void deliver(message);
      return id;
    },
    resend: (id) => {
      const message = store.get().find((candidate) => candidate.id === id);
      if (message?.state !== 'failed') return;
      change(id, { state: 'sending', error: null });
      void deliver(message);
    },
    forget: (ids) =>
      store.set((list) => {
        const rest = list.filter((message) => !ids.has(message.id));
        return rest.length === list.length ? list : rest;
      }),
  };
}
