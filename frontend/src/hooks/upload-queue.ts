import { ApiError, describeError } from '@/api/errors';
import type { PutFile } from '@/api/put-file';
import type { Routes } from '@/api/routes';
import type { Asset, AssetKind } from '@/api/types.generated';
import { kindOf, sha256Of, typeOf } from '@/lib/assets';
import { newId } from '@/lib/ids';
import { createPause, jittered } from '@/lib/pause';
import { createStore, type Store } from '@/lib/store';

/** waiting → reading (its digest) → sending → checking (by the edge) → ready; or failed, or gone. */
export type UploadState = 'waiting' | 'reading' | 'sending' | 'checking' | 'ready' | 'failed';

export interface Upload {
  /** The asset's id, too. */
  id: string;
  name: string;
  kind: AssetKind;
  size: number;
  state: UploadState;
  /** 0 to 1, of the bytes that are sent. */
  sent: number;
  error: string | null;
  /** Whether trying the same again makes sense. */
  again: boolean;
  /** Shows a picture before it is anywhere else. */
  address: string | null;
}

/** What is attached to the message that is being written. */
export type Attached = Pick<Upload, 'id' | 'name' | 'kind' | 'size'>;

export interface UploadQueue {
  store: Store<readonly Upload[]>;
  attached: Store<readonly Attached[]>;
  /** Takes files up, in their order; returns their ids. */
  add: (files: Iterable<File>) => string[];
  retry: (id: string) => void;
  /** Gives one up, or forgets one that is done or has failed. */
  drop: (id: string) => void;
  attach: (asset: Attached) => void;
  detach: (id: string) => void;
  detachAll: () => void;
}

export interface UploadParts {
  begin: (wish: Parameters<Routes['uploadAsset']>[1], signal: AbortSignal) => ReturnType<Routes['uploadAsset']>;
  complete: (id: string, signal: AbortSignal) => Promise<Asset>;
  remove: (id: string) => Promise<unknown>;
  put: PutFile;
}

const AT_ONCE = 3;
/** Refusals that pass: what was sent hasn't arrived wholly, the project is just being set up. */
const PASSING = new Set(['not_uploaded', 'not_ready']);
const TRIES = 4;
const WAIT_MS = 1_000;
const UNDER_WAY: ReadonlySet<UploadState> = new Set(['reading', 'sending', 'checking']);

/** Sends files, a few at once; each step of one may be repeated, so a broken connection costs a try and nothing else. */
export function createUploadQueue({ begin, complete, remove, put }: UploadParts): UploadQueue {
  const store = createStore<readonly Upload[]>([]);
  const attached = createStore<readonly Attached[]>([]);
  const files = new Map<string, File>();
  const running = new Map<string, AbortController>();
  const pause = createPause();

  const change = (id: string, update: Partial<Upload>) =>
    store.set((list) => list.map((upload) => (upload.id === id ? { ...upload, ...update } : upload)));

  async function send(id: string, file: File, signal: AbortSignal): Promise<void> {
    change(id, { state: 'reading', error: null, sent: 0 });
    const wish = { id, name: file.name, contentType: typeOf(file), size: file.size, sha256: await sha256Of(file) };
    signal.throwIfAborted();
    const { url, headers } = await begin(wish, signal);
    if (url) {
      change(id, { state: 'sending' });
      await put({ url, headers: headers ?? {}, file, signal, onProgress: (sent) => change(id, { sent }) });
    }
    change(id, { state: 'checking', sent: 1 });
    const asset = await complete(id, signal);
    change(id, { state: 'ready', name: asset.name });
    attached.set((list) => list.map((one) => (one.id === id ? { ...one, name: asset.name } : one)));
  }

  async function deliver(id: string, file: File, controller: AbortController): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await send(id, file, controller.signal);
        return;
      } catch (error) {
        if (controller.signal.aborted) return;
        const again = error instanceof ApiError && (error.retryable || PASSING.has(error.code));
        if (!again || tries >= TRIES) {
          change(id, { state: 'failed', error: describeError(error), again });
          return;
        }
        const wait = (error.retryAfter ?? 0) * 1_000 || WAIT_MS * 2 ** (tries - 1);
        await pause.sleep(jittered(wait), controller.signal);
        if (controller.signal.aborted) return;
      }
    }
  }

  function start(): void {
    const waiting = store.get().filter(({ state }) => state === 'waiting');
    for (const { id } of waiting.slice(0, AT_ONCE - running.size)) {
      const file = files.get(id);
      if (!file) continue;
      const controller = new AbortController();
      running.set(id, controller);
      change(id, { state: 'reading' });
      void deliver(id, file, controller).finally(() => {
        running.delete(id);
        start();
      });
    }
  }

  return {
    store,
    attached,
    add: (chosen) => {
      const added = [...chosen].map((file): Upload => {
        const id = newId();
        const kind = kindOf(typeOf(file));
        files.set(id, file);
        const address = kind === 'image' ? URL.createObjectURL(file) : null;
        const { name, size } = file;
        return { id, name, kind, size, state: 'waiting', sent: 0, error: null, again: true, address };
      });
      store.set((list) => [...list, ...added]);
      start();
      return added.map(({ id }) => id);
    },
    retry: (id) => {
      if (store.get().find((upload) => upload.id === id)?.state !== 'failed') return;
      change(id, { state: 'waiting', error: null, sent: 0 });
      start();
    },
    drop: (id) => {
      const upload = store.get().find((one) => one.id === id);
      if (!upload) return;
      running.get(id)?.abort();
      if (upload.state !== 'ready') {
        attached.set((list) => list.filter((one) => one.id !== id));
        // What was begun is forgotten by the edge; it does so by itself later where this doesn't arrive.
        if (UNDER_WAY.has(upload.state)) remove(id).catch(() => undefined);
      }
      if (upload.address) URL.revokeObjectURL(upload.address);
      files.delete(id);
      store.set((list) => list.filter((one) => one.id !== id));
      start();
    },
    attach: (asset) =>
      attached.set((list) => (list.some(({ id }) => id === asset.id) ? list : [...list, pickAttached(asset)])),
    detach: (id) => attached.set((list) => list.filter((one) => one.id !== id)),
    detachAll: () => attached.set(() => []),
  };
}

function pickAttached({ id, name, kind, size }: Attached): Attached {
  return { id, name, kind, size };
}
