import { useQuery } from '@tanstack/react-query';
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

/**
 * The project as the edge tells it once: sooner there than the live listener, whose library is loaded first. Asked for
 * only while `waiting` for that; undefined when it isn't known (yet).
 */
export function useFirstLook(projectId: string, waiting: boolean): Project | undefined {
  const { routes } = useServices();
  const { data } = useQuery({
    queryKey: ['project', projectId],
    queryFn: ({ signal }) => routes.getProject(projectId, signal),
    enabled: waiting,
    gcTime: 0,
    retry: false,
  });
  return data;
}
