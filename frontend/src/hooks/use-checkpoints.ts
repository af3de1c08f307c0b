import { type InfiniteData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Page } from '@/api/routes';
import type { Checkpoint } from '@/api/types.generated';
import { useServices } from '@/hooks/use-services';
import { withCheckpoint, withNewest } from '@/lib/versions';

type Pages = InfiniteData<Page<Checkpoint>, string | undefined>;

const keyOf = (projectId: string) => ['checkpoints', projectId];
const NONE: readonly Checkpoint[] = [];

/**
 * The history, newest first, in pages. `heads` are the shas that anybody told of as the newest: one that isn't known
 * has the first page read anew and laid on top of what is there, however far down somebody has read.
 */
export function useCheckpoints(projectId: string, heads: readonly string[]) {
  const { routes } = useServices();
  const queries = useQueryClient();
  const history = useInfiniteQuery({
    queryKey: keyOf(projectId),
    queryFn: ({ pageParam, signal }) => routes.listCheckpoints(projectId, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Page<Checkpoint>) => last.cursor ?? undefined,
    select: (data: Pages) => data.pages.flatMap((page) => page.items),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const versions = history.data ?? NONE;
  const unknown = useMemo(() => {
    const known = new Set(versions.map(({ sha }) => sha));
    return heads.filter((sha) => sha !== '' && !known.has(sha)).join();
  }, [versions, heads]);
  const refresh = useQuery({
    queryKey: ['checkpoints-newest', projectId, unknown],
    queryFn: async ({ signal }) => {
      const first = await routes.listCheckpoints(projectId, undefined, signal);
      queries.setQueryData<Pages>(keyOf(projectId), (before) => before && withNewest(before, first));
      return null;
    },
    enabled: history.isSuccess && unknown !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
  return { history, versions, refresh };
}

/** One version that isn't in the part of the list that was read: somebody followed a link to it. */
export function useCheckpoint(projectId: string, sha: string | null) {
  const { routes } = useServices();
  return useQuery({
    queryKey: ['checkpoint', projectId, sha],
    queryFn: ({ signal }) => routes.getCheckpoint(projectId, sha ?? '', signal),
    enabled: sha !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What it takes to make version `against` into `sha`; versions never change, so it is asked for once. */
export function useDiff(projectId: string, sha: string, against: string | null) {
  const { routes } = useServices();
  return useQuery({
    queryKey: ['diff', projectId, sha, against],
    queryFn: ({ signal }) => routes.diffCheckpoint(projectId, sha, against ?? undefined, signal),
    enabled: against !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What a turn changed, by the version that it made; asked for once somebody wants to see it. */
export function useTurnDiff(projectId: string, sha: string | null, wanted: boolean) {
  const { routes } = useServices();
  return useQuery({
    queryKey: ['diff', projectId, sha, 'before'],
    queryFn: ({ signal }) => routes.diffCheckpoint(projectId, sha ?? '', undefined, signal),
    enabled: wanted && sha !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Puts a checkpoint that an answer carried into the list, or has the list read anew where it doesn't fit on top. */
export function useTakeCheckpoint(projectId: string): (checkpoint: Checkpoint) => void {
  const queries = useQueryClient();
  return (checkpoint) => {
    queries.setQueryData(['checkpoint', projectId, checkpoint.sha], checkpoint);
    const before = queries.getQueryData<Pages>(keyOf(projectId));
    const after = before && withCheckpoint(before, checkpoint);
    if (after) queries.setQueryData(keyOf(projectId), after);
    else void queries.invalidateQueries({ queryKey: keyOf(projectId) });
  };
}

/** Restores a version as a new checkpoint on top; nothing is lost. */
export function useRestore(projectId: string) {
  const { routes } = useServices();
  const take = useTakeCheckpoint(projectId);
  return useMutation({
    mutationFn: (sha: string) => routes.restoreCheckpoint(projectId, sha),
    onSuccess: take,
  });
}

/** Gives a version a name; a further one takes its place in the list. */
export function useNameCheckpoint(projectId: string) {
  const { routes } = useServices();
  const take = useTakeCheckpoint(projectId);
  return useMutation({
    mutationFn: ({ sha, name }: { sha: string; name: string }) => routes.nameCheckpoint(projectId, sha, name),
    onSuccess: take,
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
