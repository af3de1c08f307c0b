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

const STALE_MS = 3_000;

/**
 * Plays the page an older version? A mismatch that lasts for 3 s makes the page reload, once a version; true when the
 * mismatch outlives that. `heads` are the shas that count as newest; while there are none, or `quiet`, nothing is stale.
 */
export function useStalePage(heads: readonly string[], quiet: boolean, reload: () => void): boolean {
  const behind = usePreview(({ phase, dirty, sha }) => phase === 'ok' && !dirty && sha !== '' && !heads.includes(sha));
  const mismatch = behind && !quiet && heads.length > 0;
  const version = heads.join();
  const reloadedFor = useRef('');
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!mismatch) return;
    const timer = setTimeout(() => {
      if (reloadedFor.current === version) return setLasting(true);
      reloadedFor.current = version;
      reload();
    }, STALE_MS);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [mismatch, version, reload]);
  return mismatch && lasting;
}
