import { useSyncExternalStore } from 'react';
import type { Store } from '@/lib/store';

/** A part of a store. `select` must return what is in the store, not something made anew. */
export function useStore<T, P>(store: Pick<Store<T>, 'get' | 'subscribe'>, select: (value: T) => P): P {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
