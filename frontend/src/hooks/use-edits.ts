import {
  type QueryClient,
  type QueryKey,
  useIsMutating,
  useMutation,
  useMutationState,
  useQueryClient,
} from '@tanstack/react-query';
import { ApiError, describeError } from '@/api/errors';
import type { Checkpoint } from '@/api/types.generated';
import { useTakeCheckpoint } from '@/hooks/use-checkpoints';
import { useCanEdit, useOpenProject } from '@/hooks/use-open-project';
import { useOtherWriter } from '@/hooks/use-presence';
import { useServices } from '@/hooks/use-services';
import { newestOf, type OwnEdit, ownEditKey, useToldHead, type VideoReading } from '@/hooks/use-video';
import { useWorkspace } from '@/hooks/use-workspace';
import { keepSource, loadScenes, loadSource, type SourceParts, type VideoSource } from '@/hooks/video-source';
import { activeTurn } from '@/lib/live-session';
import type { Edited, Files, Reason } from '@/lib/scenes';

type Scenes = Awaited<ReturnType<typeof loadScenes>>;

/** A change to the video's code: `(files, scenes) => scenes.trimScene(files, 2, 90)`. */
export type Change = (files: Files, scenes: Scenes) => Edited;

/** Why nothing was changed. */
export type Refusal =
  | { why: 'turn' | 'viewer' | 'other_writer' | 'moved' | 'moved_on' }
  | { why: 'code'; reason: Reason }
  | { why: 'failed'; message: string };

/** What an edit has made. */
export interface Stored {
  summary: string;
  /** The version before it, and the one with it. */
  before: string;
  sha: string;
  /** The files that it changed, as they were: null for what wasn't there. */
  was: Record<string, string | null>;
  /** It took an edit back. */
  undo: boolean;
}

export type EditResult = { stored: Stored | null } | { refusal: Refusal; again: Wish };

interface Wish {
  change: Change | Stored;
  summary: string;
  /** The version that the person was looking at, the newest unless told. */
  seen?: string;
}

/** How an edit ended, or null while it is under way. */
export interface EditEnd {
  at: number;
  result: EditResult;
}

export interface Edits {
  /** True once it is stored (or was so already); what kept it from being is told by <EditNotices>. */
  apply: (change: Change, summary: string, seen?: string) => Promise<boolean>;
  /** Takes it back, if nothing was changed since; `summary` is what the version is called then. */
  undo: (stored: Stored, summary: string) => Promise<boolean>;
  again: (wish: Wish) => Promise<boolean>;
  busy: boolean;
}

const keyOf = (projectId: string) => ['edit', projectId];

/** Changes to the video without the agent: each is a checkpoint of its own, made one after the other. */
export function useEdits(): Edits {
  const { id } = useOpenProject();
  const perform = usePerform();
  const { mutateAsync } = useMutation({
    mutationKey: keyOf(id),
    scope: { id: `edit ${id}` },
    mutationFn: perform,
    gcTime: 60_000,
  });
  const run = async (wish: Wish) => 'stored' in (await mutateAsync(wish));
  return {
    apply: (change, summary, seen) => run({ change, summary, ...(seen ? { seen } : {}) }),
    undo: (stored, summary) => run({ change: stored, summary }),
    again: run,
    busy: useIsMutating({ mutationKey: keyOf(id) }) > 0,
  };
}

/** How the newest edit that has ended did. */
export function useLastEdit(): EditEnd | null {
  const { id } = useOpenProject();
  const ends = useMutationState({
    filters: { mutationKey: keyOf(id), status: 'success' },
    select: ({ state }): EditEnd => ({ at: state.submittedAt, result: state.data as EditResult }),
  });
  return ends.reduce<EditEnd | null>((last, end) => (last && last.at > end.at ? last : end), null);
}

function usePerform(): (wish: Wish) => Promise<EditResult> {
  const { id: projectId } = useOpenProject();
  const { routes } = useServices();
  const { session } = useWorkspace();
  const queries = useQueryClient();
  const take = useTakeCheckpoint(projectId);
  const canEdit = useCanEdit();
  const otherWriter = useOtherWriter();
  const told = useToldHead();
  const parts: SourceParts = { queries, routes, projectId };

  const post = (expectedHead: string, files: Record<string, string | null>, summary: string) =>
    routes.editFiles(projectId, {
      expectedHead,
      summary,
      files: Object.entries(files).map(([path, content]) => ({ path, content })),
    });

  const ownEdit = () => queries.getQueryData<OwnEdit | null>(ownEditKey(projectId));

  const keep = (checkpoint: Checkpoint, source: VideoSource, files: Files) => {
    keepSource(parts, source, files, checkpoint.sha);
    const before = ownEdit();
    const over = [...(before?.sha === source.sha ? before.over : []), told, source.sha];
    queries.setQueryData(ownEditKey(projectId), { sha: checkpoint.sha, over });
    take(checkpoint);
  };

  const change = async (make: Change, { summary, seen }: Wish): Promise<EditResult | Refusal> => {
    const scenes = await loadScenes();
    // An edit of one's own that was made while this one waited is the newest by now.
    const own = ownEdit();
    let head = newestOf(told, own);
    const shown = outline(scenes, await loadSource(parts, seen ?? head));
    for (let attempt = 1; ; attempt += 1) {
      const source = await loadSource(parts, head);
      if (outline(scenes, source) !== shown && own?.sha !== head) return { why: 'moved' };
      const edited = make(source.files, scenes);
      if (!edited.ok) return { why: 'code', reason: edited.reason };
      const files = edited.value;
      if (Object.keys(files).length === 0) return { stored: null };
      const still = scenes.readVideo({ ...source.files, ...files });
      if (!still.ok) return { why: 'code', reason: still.reason };
      const settle = showAhead(queries, ['video', projectId, head], still);
      try {
        const checkpoint = await post(head, files, summary);
        keep(checkpoint, source, files);
        const was = Object.fromEntries(Object.keys(files).map((path) => [path, source.files[path] ?? null]));
        return { stored: { summary, before: head, sha: checkpoint.sha, was, undo: false } };
      } catch (error) {
        settle();
        if (!isMoved(error) || attempt > 1) throw error;
        head = (await routes.listFiles(projectId)).sha;
      }
    }
  };

  const takeBack = async (stored: Stored, summary: string): Promise<EditResult | Refusal> => {
    try {
      const source = await loadSource(parts, stored.sha);
      const checkpoint = await post(stored.sha, stored.was, summary);
      const back = Object.entries(stored.was).filter((entry): entry is [string, string] => entry[1] !== null);
      keep(checkpoint, source, Object.fromEntries(back));
      return { stored: { ...stored, before: stored.sha, sha: checkpoint.sha, undo: true } };
    } catch (error) {
      if (isMoved(error)) return { why: 'moved_on' };
      throw error;
    }
  };

  return async (wish) => {
    const refused = (refusal: Refusal): EditResult => ({ refusal, again: wish });
    if (!canEdit) return refused({ why: otherWriter === null ? 'viewer' : 'other_writer' });
    const { live } = session.store.get();
    if (live && activeTurn(live)) return refused({ why: 'turn' });
    try {
      const made =
        typeof wish.change === 'function' ? await change(wish.change, wish) : await takeBack(wish.change, wish.summary);
      return 'why' in made ? refused(made) : made;
    } catch (error) {
      return refused({ why: 'failed', message: describeError(error) });
    }
  };
}

/** Shows what an edit makes of the video before it is stored; the answer takes that back. */
function showAhead(queries: QueryClient, key: QueryKey, video: VideoReading['video']): () => void {
  const before = queries.getQueryData<VideoReading>(key);
  if (before) queries.setQueryData(key, { ...before, video });
  return () => queries.setQueryData(key, before);
}

/** The scenes in their order: an edit of "the third scene" means the third of what was seen. */
function outline(scenes: Scenes, { files }: VideoSource): string {
  const video = scenes.readVideo(files);
  return video.ok ? JSON.stringify(video.value.scenes.map(({ name }) => name)) : '';
}

function isMoved(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'head_moved';
}
