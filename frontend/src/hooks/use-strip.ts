import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ApiError } from '@/api/errors';
import type { StripAbout } from '@/api/types.generated';
import { useAsked } from '@/hooks/use-asked';
import { useDrawn } from '@/hooks/use-drawn';
import { useObjectUrl } from '@/hooks/use-object-url';
import { useServices } from '@/hooks/use-services';
import { type Tile, tileOf } from '@/lib/strip';

/** A version's frames on one picture. `url` is good as long as the component that asked is shown. */
export interface Strip {
  about: StripAbout;
  picture: Blob;
  url: string;
  tileOf: (frame: number) => Tile;
}

export interface StripState {
  /** `drawing`: it was asked for and will come. `none`: there is none, or none can be drawn (`problem` says why). */
  status: 'loading' | 'drawing' | 'ready' | 'none';
  strip: Strip | null;
  problem: string | null;
}

/** The pictures of a version; with `ask` they are drawn where there are none. In an open project they come by themselves. */
export function useStrip(projectId: string, sha: string | null, { ask = false }: { ask?: boolean } = {}): StripState {
  const { routes } = useServices();
  const told = useDrawn(sha);
  const wanted = useAsked({
    key: ['strip-asked', projectId, sha],
    ask: (signal) => routes.askStrip(projectId, sha ?? '', signal),
    enabled: ask && sha !== null,
    everyMs: 2_000,
    looksMax: 60, // two minutes: a pod is opened, the version fetched, its frames drawn
    goodMs: Number.POSITIVE_INFINITY,
  });
  const there = told || wanted.told?.state === 'ready';
  const query = useQuery({
    queryKey: ['strip', projectId, sha, there],
    queryFn: async ({ signal }) => {
      try {
        const asked = [
          routes.stripAbout(projectId, sha ?? '', signal),
          routes.strip(projectId, sha ?? '', signal),
        ] as const;
        const [about, picture] = await Promise.all(asked);
        return { about, picture };
      } catch (error) {
        if (error instanceof ApiError && error.code === 'no_strip') return null;
        throw error;
      }
    },
    enabled: sha !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const url = useObjectUrl(query.data?.picture);
  const strip = useMemo(
    () =>
      query.data && url
        ? { ...query.data, url, tileOf: (frame: number) => tileOf(query.data?.about as StripAbout, frame) }
        : null,
    [query.data, url],
  );
  if (strip) return { status: 'ready', strip, problem: null };
  if (query.isPending || query.data) return { status: 'loading', strip: null, problem: null };
  const drawing = ask && wanted.error === null && wanted.told?.state !== 'failed' && !wanted.late;
  return { status: drawing ? 'drawing' : 'none', strip: null, problem: wanted.told?.problem ?? null };
}
