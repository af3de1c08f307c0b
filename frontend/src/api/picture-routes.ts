import { answered, type Edge } from '@/api/client';
import type { PictureState, StripAbout } from '@/api/types.generated';

/** What a checkpoint looks like. Its pictures never change once they are there: the browser may keep them. */
export function createPictureRoutes(edge: Edge) {
  const of = (id: string, sha: string) => ({ params: { path: { project_id: id, sha } } });
  const kept = (id: string, sha: string, signal?: AbortSignal) => ({
    ...of(id, sha),
    signal,
    cache: 'default' as const,
  });
  return {
    /** 404 `no_strip` until it is drawn, here as below. */
    stripAbout: (id: string, sha: string, signal?: AbortSignal) =>
      answered<StripAbout>(edge.GET('/api/projects/{project_id}/checkpoints/{sha}/strip/about', kept(id, sha, signal))),
    strip: (id: string, sha: string, signal?: AbortSignal) =>
      answered<Blob>(
        edge.GET('/api/projects/{project_id}/checkpoints/{sha}/strip', { ...kept(id, sha, signal), parseAs: 'blob' }),
      ),
    poster: (id: string, sha: string, signal?: AbortSignal) =>
      answered<Blob>(
        edge.GET('/api/projects/{project_id}/checkpoints/{sha}/poster', { ...kept(id, sha, signal), parseAs: 'blob' }),
      ),
    /** Have it drawn where there is none; ask again to hear how it goes. */
    askStrip: (id: string, sha: string, signal?: AbortSignal) =>
      answered<PictureState>(
        edge.POST('/api/projects/{project_id}/checkpoints/{sha}/strip', { ...of(id, sha), signal }),
      ),
    /** A page that plays it, built where there is none; ask again to hear how it goes. `url` is good for an hour. */
    askPlayer: (id: string, sha: string, signal?: AbortSignal) =>
      answered<PictureState>(
        edge.POST('/api/projects/{project_id}/checkpoints/{sha}/player', { ...of(id, sha), signal }),
      ),
  };
}
