import { useEffect, useRef, useState } from 'react';
import { useStore } from '@/hooks/use-store';
import { useWorkspace } from '@/hooks/use-workspace';
import type { PreviewState } from '@/lib/preview-state';

export type { PreviewController, PreviewListener } from '@/hooks/preview-controller';

/** A part of what the preview page said. */
export function usePreview<P>(select: (state: PreviewState) => P): P {
  return useStore(useWorkspace().preview.store, select);
}

export function usePreviewActions() {
  const { attach, seek, perform, change, pick, unpoint } = useWorkspace().preview;
  return { attach, seek, perform, change, pick, unpoint };
}

/**
 * A page whose code never ends can't take other code in: once there is another version than the one that it hangs at, it
 * is loaded anew. `page` is its number: one that never drew anything hangs at what was newest when it was loaded.
 */
export function useThaw(page: number | null, head: string, reload: () => void): void {
  const frozen = usePreview((state) => !state.answering);
  const drawn = usePreview((state) => state.drawn);
  const seen = useRef({ page, frozen, head });
  useEffect(() => {
    const before = seen.current;
    const hangsNow = frozen && !before.frozen && drawn;
    const at = before.page !== page || hangsNow ? head : before.head;
    const thaws = frozen && page !== null && at !== head;
    seen.current = { page, frozen, head: thaws ? head : at };
    if (thaws) reload();
  }, [page, head, frozen, drawn, reload]);
}

const STALE_MS = 3_000;

/** What is done about a page that plays an older version, one step after the other. */
export type Staleness = 'none' | 'reloading' | 'restarting' | 'lasting';

const NEXT: Readonly<Record<Staleness, Staleness>> = {
  none: 'reloading',
  reloading: 'restarting',
  restarting: 'lasting',
  lasting: 'lasting',
};

/**
 * Plays the page an older version? A mismatch that lasts for 3 s has the page loaded anew, one that outlives that has its
 * server started anew, and then it is for the person to know. `heads` are the shas that count as newest; while there are
 * none, or `quiet`, nothing is stale.
 */
export function useStaleness(
  heads: readonly string[],
  quiet: boolean,
  cures: { reload: () => void; restart: () => void },
) {
  const behind = usePreview(({ phase, dirty, sha }) => phase === 'ok' && !dirty && sha !== '' && !heads.includes(sha));
  const mismatch = behind && !quiet && heads.length > 0;
  const version = heads.join();
  const [tried, setTried] = useState<{ version: string; step: Staleness }>({ version: '', step: 'none' });
  const step = tried.version === version ? tried.step : 'none';
  const { reload, restart } = cures;
  useEffect(() => {
    if (!mismatch || step === 'lasting') return;
    const timer = setTimeout(() => {
      const next = NEXT[step];
      setTried({ version, step: next });
      if (next === 'reloading') reload();
      if (next === 'restarting') restart();
    }, STALE_MS);
    return () => clearTimeout(timer);
  }, [mismatch, version, step, reload, restart]);
  return mismatch ? step : 'none';
}
