import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Member } from '@/api/types.generated';
import { useOpenProject } from '@/hooks/use-open-project';
import { useServices } from '@/hooks/use-services';

const STALE_MS = 5 * 60_000;

/** Everybody in the open project, the owner first; read anew when somebody comes or goes, or gets another role. */
export function useMembers() {
  const { routes } = useServices();
  const { id, members } = useOpenProject();
  return useQuery<Member[]>({
    queryKey: ['members', id, members],
    queryFn: async ({ signal }) => (await routes.listMembers(id, signal)).items,
    staleTime: STALE_MS,
    placeholderData: (before) => before,
  });
}

/** What people of the open project are called, by uid; null for who isn't in it (any more). */
export function usePeople(): (uid: string) => string | null {
  const { data } = useMembers();
  return useCallback((uid: string) => data?.find((member) => member.uid === uid)?.name ?? null, [data]);
}
