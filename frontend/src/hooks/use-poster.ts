import { useQuery } from '@tanstack/react-query';
import { ApiError } from '@/api/errors';
import type { Project } from '@/api/types.generated';
import { useDrawn } from '@/hooks/use-drawn';
import { useObjectUrl } from '@/hooks/use-object-url';
import { useServices } from '@/hooks/use-services';

/** One telling frame of a version; null where there is none, or not yet. */
export function usePoster(projectId: string, sha: string | null): string | null {
  const { routes } = useServices();
  const drawn = useDrawn(sha);
  const { data } = useQuery({
    queryKey: ['poster', projectId, sha, drawn],
    queryFn: async ({ signal }) => {
      try {
        return await routes.poster(projectId, sha ?? '', signal);
      } catch (error) {
        if (error instanceof ApiError && error.code === 'no_strip') return null;
        throw error;
      }
    },
    enabled: sha !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return useObjectUrl(data);
}

/** The picture that stands for a project: of the newest version that was drawn. */
export function useThumbnail({ id, thumbnailUrl }: Project): string | null {
  return usePoster(id, /\/checkpoints\/([0-9a-f]{40})\/poster$/.exec(thumbnailUrl ?? '')?.[1] ?? null);
}
