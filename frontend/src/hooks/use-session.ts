import { useCallback } from 'react';
import type { SessionView } from '@/hooks/session-controller';
import { useServices } from '@/hooks/use-services';
import { useStore } from '@/hooks/use-store';
import { useWorkspace } from '@/hooks/use-workspace';

export type { SessionProblem, SessionView } from '@/hooks/session-controller';

/** A part of what is known of the open session. */
export function useSession<P>(select: (view: SessionView) => P): P {
  return useStore(useWorkspace().session.store, select);
}

export function useSessionActions() {
  const { routes } = useServices();
  const { session, projectId } = useWorkspace();
  const stopTurn = useCallback(
    ({ turnId, keep }: { turnId: string; keep: boolean }) => routes.stopTurn(projectId, turnId, keep),
    [routes, projectId],
  );
  const retrySeed = useCallback(async () => {
    await routes.retrySeed(projectId);
    session.retry();
  }, [routes, projectId, session]);
  return {
    stopTurn,
    retrySeed,
    retry: session.retry,
    reloadPreview: session.reloadPage,
    dismissRestart: session.dismissRestart,
    askPicture: session.askPicture,
    restartPreview: session.restartPreview,
  };
}
