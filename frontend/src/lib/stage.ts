import type { Fault } from './events';
import type { PreviewState } from './preview-state';

/** What stands over (or instead of) the picture. */
export type Stage =
  | { kind: 'playing' }
  | { kind: 'opening' }
  | { kind: 'failed' }
  | { kind: 'no-access'; reason: string }
  | { kind: 'frozen' }
  | { kind: 'broken'; fault: Fault };

export interface StageFacts {
  preview: Pick<PreviewState, 'answering' | 'phase' | 'noAccess' | 'fault' | 'drawn'>;
  /** The project can't be opened, and we don't try by ourselves. */
  stuck: boolean;
  /** An address of the preview is there to be loaded. */
  hasPage: boolean;
  /** The error that the pod was told by any connected page. */
  toldFault: Fault | null;
}

/** One state at a time; the gravest first. */
export function stageOf({ preview, stuck, hasPage, toldFault }: StageFacts): Stage {
  if (stuck) return { kind: 'failed' };
  if (!hasPage) return { kind: 'opening' };
  if (!preview.answering) return { kind: 'frozen' };
  if (preview.phase === 'no-access') return { kind: 'no-access', reason: preview.noAccess ?? '' };
  if (preview.phase === 'error' && preview.fault) return { kind: 'broken', fault: preview.fault };
  if (!preview.drawn)
    return toldFault && preview.phase === 'building' ? { kind: 'broken', fault: toldFault } : { kind: 'opening' };
  return { kind: 'playing' };
}
