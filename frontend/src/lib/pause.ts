/** Sleeps that end early: when woken, or when `signal` aborts. */
export interface Pause {
  /** Resolves after `ms`, at a `wake`, or at once when aborted. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  wake: () => void;
}

/** A wait of about `ms`, a quarter shorter to a quarter longer: many that failed together don't come again together. */
export function jittered(ms: number): number {
  return ms * (0.75 + Math.random() / 2);
}

export function createPause(): Pause {
  const sleepers = new Set<() => void>();
  return {
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted || ms <= 0) return resolve();
        const end = () => {
          clearTimeout(timer);
          sleepers.delete(end);
          signal.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, ms);
        sleepers.add(end);
        signal.addEventListener('abort', end);
      }),
    wake: () => {
      for (const end of [...sleepers]) end();
    },
  };
}
