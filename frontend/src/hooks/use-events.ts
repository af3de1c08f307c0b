import type { SessionView } from '@/hooks/session-controller';
import { useSession } from '@/hooks/use-session';
import type { Fault, SaveFact } from '@/lib/events';
import { activeTurn, type Turn } from '@/lib/live-session';

const turnOf = (view: SessionView) => view.live && activeTurn(view.live);
const saveOf = (view: SessionView) => view.live?.save ?? null;
const checkpointOf = (view: SessionView) => view.live?.checkpoint ?? null;
const fixOf = (view: SessionView) => view.live?.fix ?? null;
const troubleOf = (view: SessionView) => view.live?.trouble ?? null;
const warningOf = (view: SessionView) => view.live?.warning ?? null;
const faultOf = (view: SessionView) => (view.live?.preview?.state === 'error' ? view.live.preview.error : null);

/** The turn under way, as the events tell. */
export function useActiveTurn(): Turn | null {
  return useSession(turnOf);
}

export function useSaveState(): SaveFact | null {
  return useSession(saveOf);
}

/** The newest checkpoint that this session made. */
export function useNewestCheckpoint(): { sha: string; parent: string | null; summary: string } | null {
  return useSession(checkpointOf);
}

/** Which try to mend the preview the agent is at. */
export function useFixAttempt(): { n: number; max: number } | null {
  return useSession(fixOf);
}

/** What the turn under way meets with, and tries again. */
export function useTrouble(): string | null {
  return useSession(troubleOf);
}

/** What went wrong for good: work that could not be saved nor put aside. */
export function useWarning(): string | null {
  return useSession(warningOf);
}

/** The preview's error as any connected page told the pod. */
export function useToldFault(): Fault | null {
  return useSession(faultOf);
}
