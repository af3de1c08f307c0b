import type { SessionView } from '@/hooks/session-controller';
import { useSession } from '@/hooks/use-session';
import type { Timeline } from '@/lib/timeline';

const timelineOf = (view: SessionView) => view.live?.timeline ?? null;

/** What happens when in the newest version that could be read; null until the pod has told. */
export function useTimeline(): Timeline | null {
  return useSession(timelineOf);
}
