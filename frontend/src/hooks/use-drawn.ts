import { useContext } from 'react';
import { useStore } from '@/hooks/use-store';
import { WorkspaceContext } from '@/hooks/use-workspace';
import { createStore } from '@/lib/store';

interface Heard {
  live: { drawn: Readonly<Record<string, true>> } | null;
}

/** For pages that show a project without opening it. */
const CLOSED = createStore<Heard>({ live: null });

/** Has the open project's pod drawn this version since the page was opened? */
export function useDrawn(sha: string | null): boolean {
  const store = useContext(WorkspaceContext)?.session.store;
  return useStore<Heard, boolean>(store ?? CLOSED, ({ live }) => sha !== null && live?.drawn[sha] === true);
}
