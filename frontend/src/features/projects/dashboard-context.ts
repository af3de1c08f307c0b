import { useOutletContext } from 'react-router';
import type { LiveError } from '@/api/errors';
import type { Draft } from '@/hooks/use-draft';
import type { ProjectGroups } from '@/lib/project-list';

export type DashboardData =
  | { status: 'loading' }
  | { status: 'ready'; groups: ProjectGroups; fromCache: boolean }
  | { status: 'error'; error: LiveError };

/** What the dashboard's frame knows, for the pages inside it: one listener for all of them. */
export interface Dashboard {
  data: DashboardData;
  retry: () => void;
  openNew: (draft?: Draft) => void;
  /** Says above the page what didn't work, until it is read. */
  complain: (error: unknown) => void;
}

export function useDashboard(): Dashboard {
  return useOutletContext<Dashboard>();
}
