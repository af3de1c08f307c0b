import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNewestCheckpoint } from '@/hooks/use-events';
import { useOpenProject } from '@/hooks/use-open-project';
import { useServices } from '@/hooks/use-services';
import { loadScenes, loadSource } from '@/hooks/video-source';
import type { Outcome, Video } from '@/lib/scenes';

/** The newest version made here by an edit, and those that it is newer than. */
export interface OwnEdit {
  sha: string;
  over: readonly string[];
}

export const ownEditKey = (projectId: string) => ['own-edit', projectId];

/** The newest version as others tell it. */
export function useToldHead(): string {
  const { currentCommitSha } = useOpenProject();
  const newest = useNewestCheckpoint();
  return currentCommitSha || newest?.sha || '';
}

/** What is newest when others tell of `told`: an edit of one's own may be newer than what they know. */
export function newestOf(told: string, own: OwnEdit | null | undefined): string {
  return own?.over.includes(told) ? own.sha : told;
}

/** The newest version as far as it is known here. */
export function useHead(): string {
  const { id } = useOpenProject();
  const { data: own } = useQuery<OwnEdit | null>({
    queryKey: ownEditKey(id),
    queryFn: () => null,
    initialData: null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return newestOf(useToldHead(), own);
}

export interface VideoReading {
  sha: string;
  video: Outcome<Video>;
  /** The names of the locked scenes. */
  locked: readonly string[];
  /** Every file of the version. */
  paths: readonly string[];
}

/** The video as its code tells it at the newest version: its scenes with their texts, colours and times. */
export function useVideo() {
  const { id } = useOpenProject();
  const { routes } = useServices();
  const queries = useQueryClient();
  const head = useHead();
  return useQuery({
    queryKey: ['video', id, head],
    queryFn: async (): Promise<VideoReading> => {
      const [scenes, { sha, files, paths }] = await Promise.all([
        loadScenes(),
        loadSource({ queries, routes, projectId: id }, head),
      ]);
      const brief = files[scenes.BRIEF_FILE];
      return { sha, video: scenes.readVideo(files), locked: scenes.lockedScenes(brief ?? ''), paths };
    },
    enabled: head !== '',
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  });
}
