import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '@/api/errors';
import type { PictureState } from '@/api/types.generated';

export interface AskedFor {
  /** How often it was asked for, without being there yet. */
  looks: number;
  told: PictureState;
}

export interface Asked {
  told: PictureState | null;
  /** It should be here by now, and isn't asked for any more. */
  late: boolean;
  error: Error | null;
  retry: () => void;
}

export interface Asking {
  key: QueryKey;
  ask: (signal: AbortSignal) => Promise<PictureState>;
  enabled: boolean;
  everyMs: number;
  /** Then it is late. */
  looksMax: number;
  /** How long what is told stays good. */
  goodMs: number;
}

/** Something that a pod makes when it is asked for: asked again until it is there, or can't be made, or takes too long. */
export function useAsked({ key, ask, enabled, everyMs, looksMax, goodMs }: Asking): Asked {
  const queries = useQueryClient();
  const query = useQuery<AskedFor>({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const told = await ask(signal);
      const before = queries.getQueryData<AskedFor>(key)?.looks ?? 0;
      return { told, looks: told.state === 'building' ? before + 1 : 0 };
    },
    enabled,
    staleTime: goodMs,
    refetchOnWindowFocus: false, // a player's new address would begin the video anew
    refetchInterval: ({ state }) =>
      state.data?.told.state === 'building' && state.data.looks < looksMax ? everyMs : false,
    retry: (failures, error) => failures < 3 && error instanceof ApiError && error.retryable,
  });
  return {
    told: query.data?.told ?? null,
    late: query.data?.told.state === 'building' && query.data.looks >= looksMax,
    error: query.error,
    retry: () => void queries.resetQueries({ queryKey: key }),
  };
}
