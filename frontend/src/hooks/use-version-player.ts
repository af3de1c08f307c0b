import { useQuery } from '@tanstack/react-query';
import { ApiError } from '@/api/errors';
import type { PictureState } from '@/api/types.generated';
import { useServices } from '@/hooks/use-services';

const LOOK_MS = 1_500;
const LOOKS_MAX = 120; // three minutes: a pod is opened, the version fetched and built
/** The address is good for an hour, and files are asked for while it plays. */
const GOOD_MS = 45 * 60_000;

export interface VersionPlayerState {
  player: PictureState | null;
  /** It should be here by now. */
  late: boolean;
  error: Error | null;
  retry: () => void;
}

/** A page that plays a version; asked for until it is built. */
export function useVersionPlayer(projectId: string, sha: string): VersionPlayerState {
  const { routes } = useServices();
  const query = useQuery({
    queryKey: ['player', projectId, sha],
    queryFn: ({ signal }) => routes.askPlayer(projectId, sha, signal),
    staleTime: GOOD_MS,
    refetchOnWindowFocus: false, // a new address would begin the video anew
    refetchInterval: ({ state }) =>
      state.data?.state === 'building' && state.dataUpdateCount < LOOKS_MAX ? LOOK_MS : false,
    retry: (failures, error) => failures < 3 && error instanceof ApiError && error.retryable,
  });
  return {
    player: query.data ?? null,
    late: query.data?.state === 'building' && !query.isFetching && query.isStale,
    error: query.error,
    retry: () => void query.refetch(),
  };
}
