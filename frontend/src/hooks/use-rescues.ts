import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { SessionView } from '@/hooks/session-controller';
import { useTakeCheckpoint } from '@/hooks/use-checkpoints';
import { useServices } from '@/hooks/use-services';
import { useSession } from '@/hooks/use-session';

const keyOf = (projectId: string) => ['rescues', projectId];

/** Once a pod answers, or can't be had: an earlier one that was still saving has put its work aside by then. */
const openingOf = (view: SessionView) => view.live?.cursor.sessionId ?? (view.problem ? 'none' : null);

/** Work that could not be saved, newest first: asked for once an opening, and again whenever `mark` changes. */
export function useRescues(projectId: string, mark: string, enabled: boolean) {
  const { routes } = useServices();
  const opening = useSession(openingOf);
  return useQuery({
    queryKey: [...keyOf(projectId), opening, mark],
    queryFn: async ({ signal }) => (await routes.listRescues(projectId, signal)).items,
    enabled: enabled && opening !== null,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  });
}

/** Bringing rescued work back, or letting it go; both take it off the list. */
export function useRescueActions(projectId: string) {
  const { routes } = useServices();
  const queries = useQueryClient();
  const take = useTakeCheckpoint(projectId);
  const settle = () => queries.invalidateQueries({ queryKey: keyOf(projectId) });
  return {
    apply: useMutation({
      mutationFn: (name: string) => routes.applyRescue(projectId, name),
      onSuccess: (checkpoint) => {
        take(checkpoint);
        return settle();
      },
    }),
    dismiss: useMutation({
      mutationFn: (name: string) => routes.dismissRescue(projectId, name),
      onSuccess: settle,
    }),
  };
}
