import { useSyncExternalStore } from 'react';
import type { Listener, Stop } from '@/api/live';
import type { LiveState } from '@/hooks/use-live';

/** A live listener that many look at: it listens while anybody does. */
export interface SharedLive<T> {
  get: () => LiveState<T>;
  subscribe: (changed: () => void) => Stop;
  /** Start again after an error. */
  retry: () => void;
}

export function createSharedLive<T>(listen: (listener: Listener<T>) => Stop): SharedLive<T> {
  const listeners = new Set<() => void>();
  let state: LiveState<T> = { status: 'loading' };
  let stop: Stop | null = null;
  const tell = (next: LiveState<T>) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const start = () => {
    stop = listen({
      next: (data, { fromCache }) => tell({ status: 'ready', data, fromCache }),
      error: (error) => tell({ status: 'error', error }),
    });
  };
  return {
    get: () => state,
    subscribe: (changed) => {
      listeners.add(changed);
      if (!stop) start();
      return () => {
        listeners.delete(changed);
        if (listeners.size > 0) return;
        stop?.();
        stop = null;
      };
    },
    retry: () => {
      stop?.();
      tell({ status: 'loading' });
      start();
    },
  };
}

export function useSharedLive<T>(live: SharedLive<T>): LiveState<T> {
  return useSyncExternalStore(live.subscribe, live.get);
}
