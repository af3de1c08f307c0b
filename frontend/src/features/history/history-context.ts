import { createContext, useContext } from 'react';
import type { Checkpoint } from '@/api/types.generated';
import type { VersionActions } from './use-version-actions';

/** What the parts of the History tab share. */
export interface HistoryView {
  /** As far as they are read, newest first. */
  versions: readonly Checkpoint[];
  /** The version that is now. */
  head: string | null;
  /** The very first version; null while the list isn't read to its end. */
  first: string | null;
  /** The version whose changes are shown. */
  selected: string | null;
  select: (sha: string) => void;
  /** The version whose name is being written. */
  naming: string | null;
  setNaming: (sha: string | null) => void;
  actions: VersionActions;
}

export const HistoryContext = createContext<HistoryView | null>(null);

export function useHistory(): HistoryView {
  const view = useContext(HistoryContext);
  if (!view) throw new Error('useHistory needs <HistoryContext>');
  return view;
}
