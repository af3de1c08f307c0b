import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { PenWish } from '@/api/sharing-routes';
import { useOpenProject } from '@/hooks/use-open-project';
import { useServices } from '@/hooks/use-services';
import type { GivenRole } from '@/lib/roles';

/** So often an owner who has the project open hears of new requests. */
const LOOK_MS = 60_000;

/** Roles that wait for an e-mail address, oldest first; for the owner only. Read anew when somebody has joined. */
export function useInvites() {
  const { routes } = useServices();
  const { id, members } = useOpenProject();
  return useQuery({
    queryKey: ['invites', id, members],
    queryFn: async ({ signal }) => (await routes.listInvites(id, signal)).items,
  });
}

/** People who ask to be let in, oldest first; for the owner only. */
export function useAccessRequests(enabled: boolean) {
  const { routes } = useServices();
  const { id } = useOpenProject();
  return useQuery({
    queryKey: ['access-requests', id],
    queryFn: async ({ signal }) => (await routes.listAccessRequests(id, signal)).items,
    enabled,
    staleTime: 0, // whoever opens the dialog looks again
    refetchInterval: LOOK_MS,
  });
}

/** The project's watch link, null without one; for the owner only. */
export function useWatchLink() {
  const { routes } = useServices();
  const { id } = useOpenProject();
  return useQuery({
    queryKey: ['links', id],
    queryFn: async ({ signal }) => (await routes.listLinks(id, signal)).items[0] ?? null,
  });
}

/** What an owner does about who is in the open project; the lists follow. */
export function useSharingActions() {
  const { routes } = useServices();
  const { id } = useOpenProject();
  const queries = useQueryClient();
  const anew = (...keys: string[]) =>
    Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key, id] })));
  return {
    invite: useMutation({
      mutationFn: ({ email, role }: { email: string; role: GivenRole }) => routes.invite(id, email, role),
      onSuccess: () => anew('invites'),
    }),
    withdraw: useMutation({
      mutationFn: (inviteId: string) => routes.withdrawInvite(id, inviteId),
      onSuccess: () => anew('invites'),
    }),
    changeRole: useMutation({
      mutationFn: ({ uid, role }: { uid: string; role: GivenRole }) => routes.changeMember(id, uid, role),
      onSuccess: () => anew('members'),
    }),
    remove: useMutation({
      mutationFn: (uid: string) => routes.removeMember(id, uid),
      onSuccess: () => anew('members'),
    }),
    answer: useMutation({
      mutationFn: ({ uid, role }: { uid: string; role: GivenRole | null }) => routes.answerAccessRequest(id, uid, role),
      onSettled: () => anew('access-requests', 'members'),
    }),
    setLink: useMutation({
      mutationFn: async (on: boolean) => (on ? routes.makeLink(id) : void (await routes.revokeLink(id))),
      onSuccess: (link) => queries.setQueryData(['links', id], link ?? null),
    }),
  };
}

/** Leave a project that somebody else owns. `onLeft` is called also when its page is gone by then, as it soon is. */
export function useLeave(onLeft: () => void) {
  const { routes } = useServices();
  const { id } = useOpenProject();
  return useMutation({ mutationFn: () => routes.leaveProject(id), onSuccess: onLeft });
}

/** Ask for the pen, keep it, or give it; who has it then is told by the events. */
export function usePassPen() {
  const { routes } = useServices();
  const { id } = useOpenProject();
  return useMutation({ mutationFn: (wish: PenWish) => routes.passPen(id, wish) });
}
