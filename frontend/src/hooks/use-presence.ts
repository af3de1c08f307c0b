import { useContext } from 'react';
import type { SessionView } from '@/hooks/session-controller';
import { useAccount } from '@/hooks/use-auth';
import { useStore } from '@/hooks/use-store';
import { WorkspaceContext } from '@/hooks/use-workspace';
import type { PresenceFact, Present } from '@/lib/events';
import { mayEdit } from '@/lib/roles';
import { createStore } from '@/lib/store';

type Heard = Pick<SessionView, 'live' | 'link'>;

/** For pages that show a project without opening it. */
const CLOSED = createStore<Heard>({ live: null, link: 'none' });
const heardOf = ({ live }: Heard) => live?.presence ?? null;
const presenceOf = (heard: Heard) => (heard.link === 'live' ? heardOf(heard) : null);

/** Who is in the open project; null when it isn't known, as while the connection is lost. */
export function usePresence(): PresenceFact | null {
  return useHeard(presenceOf);
}

/** Who else has the pen, and was here when we last heard; null when one may take it oneself. */
export function useOtherWriter(): Present | null {
  const presence = useHeard(heardOf);
  const { uid } = useAccount();
  if (!presence?.writer || presence.writer === uid) return null;
  return presence.people.find((one) => one.uid === presence.writer && mayEdit(one.role)) ?? null;
}

function useHeard(select: (heard: Heard) => PresenceFact | null): PresenceFact | null {
  return useStore<Heard, PresenceFact | null>(useContext(WorkspaceContext)?.session.store ?? CLOSED, select);
}
