import { useCallback } from 'react';
import type { Listener } from '@/api/live';
import type { Project } from '@/api/types.generated';
import { useAccount } from '@/hooks/use-auth';
import { useLive } from '@/hooks/use-live';
import { useServices } from '@/hooks/use-services';

/** All projects of the signed-in user, live: own, shared and in the trash. */
export function useProjects() {
  const { live } = useServices();
  const { uid } = useAccount();
  return useLive<Project[]>(useCallback((listener: Listener<Project[]>) => live.projects(uid, listener), [live, uid]));
}
