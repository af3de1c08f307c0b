import { useEffect, useState } from 'react';

const SHOWN_MS = 2_000;

/** Copies text; `state` tells for a moment how it went. A page that isn't on https may not be allowed to. */
export function useCopy(): { state: 'idle' | 'copied' | 'failed'; copy: (text: string) => Promise<boolean> } {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state !== 'copied') return;
    const timer = setTimeout(() => setState('idle'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  return {
    state,
    copy: async (text) => {
      try {
        await navigator.clipboard.writeText(text);
        setState('copied');
        return true;
      } catch {
        setState('failed');
        return false;
      }
    },
  };
}
