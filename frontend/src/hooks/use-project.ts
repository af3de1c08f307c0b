import { useCallback } from 'react';
import type { Listener } from '@/api/live';
import type { Project } from '@/api/types.generated';
import { useLive } from '@/hooks/use-live';
import { useServices } from '@/hooks/use-services';

/** One project, live. Null or the error `permission-denied`: it isn't there, or not for this user. */
export function useProject(projectId: string) {
  const { live } = useServices();
  return useLive<Project | null>(
    useCallback((listener: Listener<Project | null>) => live.project(projectId, listener), [live, projectId]),
  );
}
