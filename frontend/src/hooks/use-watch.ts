import { useQuery } from '@tanstack/react-query';
import { ApiError } from '@/api/errors';
import { useServices } from '@/hooks/use-services';

const BUILDING_MS = 2_000;

/** What a watch link shows. Asked again while its player is being made; a link that shows nothing is asked once. */
export function useWatched(token: string) {
  const { routes } = useServices();
  return useQuery({
    queryKey: ['watch', token],
    queryFn: ({ signal }) => routes.watch(token, signal),
    staleTime: Number.POSITIVE_INFINITY, // another answer has another address, and the video would begin anew
    refetchInterval: ({ state }) => (state.data?.player.state === 'building' ? BUILDING_MS : false),
    retry: (failures, error) => failures < 3 && error instanceof ApiError && error.retryable,
  });
}
