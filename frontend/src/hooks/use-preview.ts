import { useEffect, useState } from 'react';
import type { PlayerSettings } from '@/hooks/preview-controller';
import { useStore } from '@/hooks/use-store';
import { useWorkspace } from '@/hooks/use-workspace';
import type { PreviewState } from '@/lib/preview-state';

export type { PlayerSettings, PreviewController, PreviewListener } from '@/hooks/preview-controller';

/** A part of what the preview page said. */
export function usePreview<P>(select: (state: PreviewState) => P): P {
  return useStore(useWorkspace().preview.store, select);
}

export function usePlayerSettings(): PlayerSettings {
  return useStore(useWorkspace().preview.settings, (settings) => settings);
}

export function usePreviewActions() {
  const { attach, seek, perform, change } = useWorkspace().preview;
  return { attach, seek, perform, change };
}

const STALE_MS = 3_000;

export type Staleness = 'fresh' | 'reload' | 'stale';

/**
 * Does the page play the newest version? A mismatch that lasts for 3 s asks for one reload; one that outlives the
 * reload is told. `heads` are the shas that count as newest; while there are none, or `quiet`, nothing is stale.
 */
export function useStaleness(heads: readonly string[], quiet: boolean): Staleness {
  const behind = usePreview(
    (state) =>
      state.phase === 'ok' && !state.dirty && state.sha !== '' && heads.length > 0 && !heads.includes(state.sha),
  );
  const [staleness, setStaleness] = useState<Staleness>('fresh');
  const mismatch = behind && !quiet;
  useEffect(() => {
    if (!mismatch) {
      if (!behind) setStaleness('fresh');
      return;
    }
    const timer = setTimeout(() => setStaleness((before) => (before === 'fresh' ? 'reload' : 'stale')), STALE_MS);
    return () => clearTimeout(timer);
  }, [mismatch, behind]);
  return staleness;
}
