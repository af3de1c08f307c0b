import { type InfiniteData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Page } from '@/api/routes';
import type { Checkpoint } from '@/api/types.generated';
import { useServices } from '@/hooks/use-services';

const keyOf = (projectId: string) => ['checkpoints', projectId];

/** The history, newest first; asked anew whenever `head` is another one. */
export function useCheckpoints(projectId: string, head: string, enabled = true) {
  const { routes } = useServices();
  return useInfiniteQuery({
    queryKey: [...keyOf(projectId), head],
    queryFn: ({ pageParam, signal }) => routes.listCheckpoints(projectId, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Page<Checkpoint>) => last.cursor ?? undefined,
    select: (data: InfiniteData<Page<Checkpoint>>) => data.pages.flatMap((page) => page.items),
    placeholderData: (before) => before,
    enabled,
  });
}

/** Restores a version as a new checkpoint on top; nothing is lost. */
export function useRestore(projectId: string) {
  const { routes } = useServices();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (sha: string) => routes.restoreCheckpoint(projectId, sha),
    onSettled: () => queries.invalidateQueries({ queryKey: keyOf(projectId) }),
  });
}

/** The newest checkpoint and the one before it, asked for when they are needed; null where there is none. */
export function usePreviousCheckpoint(projectId: string) {
  const { routes } = useServices();
  return async () => {
    const { items } = await routes.listCheckpoints(projectId);
    return { newest: items[0] ?? null, before: items[1] ?? null };
  };
}
