import { useCallback, useEffect, useState } from 'react';
import type { LiveError } from '@/api/errors';
import type { Listener, Stop } from '@/api/live';

export type LiveState<T> =
  | { status: 'loading' }
  | { status: 'ready'; data: T; fromCache: boolean }
  | { status: 'error'; error: LiveError };

/**
 * What a live listener last said. `subscribe` must be stable (useCallback over what it depends on): a new one starts
 * over, null listens to nothing. `retry` starts again after an error.
 */
export function useLive<T>(subscribe: ((listener: Listener<T>) => Stop) | null): {
  state: LiveState<T>;
  retry: () => void;
} {
  const [attempt, setAttempt] = useState(0);
  const [heard, setHeard] = useState<{ by: unknown; state: LiveState<T> } | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is the very reason to subscribe again
  useEffect(() => {
    if (!subscribe) return;
    const tell = (state: LiveState<T>) => setHeard({ by: subscribe, state });
    return subscribe({
      next: (data, { fromCache }) => tell({ status: 'ready', data, fromCache }),
      error: (error) => tell({ status: 'error', error }),
    });
  }, [subscribe, attempt]);

  const retry = useCallback(() => {
    setHeard(null);
    setAttempt((count) => count + 1);
  }, []);
  // What was heard belongs to the subscription it came from: another project's data never shows for a moment.
  const state: LiveState<T> = heard && heard.by === subscribe ? heard.state : { status: 'loading' };
  return { state, retry };
}
