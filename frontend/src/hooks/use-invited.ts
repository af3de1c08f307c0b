import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { useAccount } from '@/hooks/use-auth';
import { useServices } from '@/hooks/use-services';
import type { GivenRole } from '@/lib/roles';

const KEY = 'received-invites';

/** Invites that wait for the signed-in person's confirmed address. */
export function useReceivedInvites() {
  const { routes } = useServices();
  const { uid, emailVerified } = useAccount();
  return useQuery({
    queryKey: [KEY, uid, emailVerified],
    queryFn: async ({ signal }) => (await routes.listReceivedInvites(signal)).items,
    enabled: emailVerified,
  });
}

export function useInviteActions() {
  const { routes } = useServices();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: [KEY] });
  return {
    accept: useMutation({ mutationFn: (inviteId: string) => routes.acceptInvite(inviteId), onSuccess }),
    decline: useMutation({ mutationFn: (inviteId: string) => routes.declineInvite(inviteId), onSuccess }),
  };
}

/** Ask the owner of a project, if there is one, to be let in. */
export function useAskForAccess(projectId: string) {
  const { routes } = useServices();
  return useMutation({
    mutationFn: ({ role, note }: { role: GivenRole; note: string | null }) =>
      routes.askForAccess(projectId, role, note),
  });
}

const LOOK_MS = 10_000;

/** Looks, while somebody waits for it, whether the project is open to them now. */
export function useLetIn(projectId: string, waiting: boolean, onLetIn: () => void): void {
  const { routes } = useServices();
  const { isSuccess } = useQuery({
    queryKey: ['let-in', projectId],
    queryFn: ({ signal }) => routes.getProject(projectId, signal),
    enabled: waiting,
    refetchInterval: LOOK_MS,
    gcTime: 0,
    retry: false,
  });
  const told = useEffectEvent(onLetIn);
  useEffect(() => {
    if (isSuccess) told();
  }, [isSuccess]);
}
