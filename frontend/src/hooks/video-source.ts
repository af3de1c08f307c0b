import type { QueryClient } from '@tanstack/react-query';
import type { Routes } from '@/api/routes';
import type { FileEntry } from '@/api/types.generated';
import type { Files } from '@/lib/scenes';

/** The parts of a version's code that tell what happens in the video. */
export interface VideoSource {
  sha: string;
  files: Files;
  /** Every file of the version. */
  paths: readonly string[];
}

export interface SourceParts {
  queries: QueryClient;
  routes: Pick<Routes, 'listFiles' | 'readFile'>;
  projectId: string;
}

export const loadScenes = () => import('@/lib/scenes');

const FOREVER = { staleTime: Number.POSITIVE_INFINITY };
/** Root, what it shows, what that shows, and what those list. */
const ROUNDS = 4;

/** Reads what is needed of version `sha`; what was read before isn't asked for again. */
export async function loadSource({ queries, routes, projectId }: SourceParts, sha: string): Promise<VideoSource> {
  const [scenes, list] = await Promise.all([
    loadScenes(),
    queries.ensureQueryData({
      queryKey: ['files', projectId, sha],
      queryFn: () => routes.listFiles(projectId, sha),
      ...FOREVER,
    }),
  ]);
  const there = new Set(list.items.flatMap(({ path, binary }) => (binary ? [] : [path])));
  const read = async (path: string) => {
    const text = await queries.ensureQueryData({
      queryKey: ['file', projectId, sha, path],
      queryFn: () => routes.readFile(projectId, path, sha),
      ...FOREVER,
    });
    return [path, text] as const;
  };
  let files: Files = {};
  let wanted = [...scenes.neededFiles(files, there), ...(there.has(scenes.BRIEF_FILE) ? [scenes.BRIEF_FILE] : [])];
  for (let round = 0; round < ROUNDS && wanted.length > 0; round += 1) {
    files = { ...files, ...Object.fromEntries(await Promise.all(wanted.map(read))) };
    wanted = scenes.neededFiles(files, there);
  }
  return { sha, files, paths: list.items.map(({ path }) => path) };
}

/** Tells the cache what version `sha` holds: `source` with `changed` in it. */
export function keepSource(
  { queries, projectId }: SourceParts,
  source: VideoSource,
  changed: Files,
  sha: string,
): void {
  for (const [path, text] of Object.entries({ ...source.files, ...changed })) {
    queries.setQueryData(['file', projectId, sha, path], text);
  }
  const before = queries.getQueryData<{ sha: string; items: FileEntry[] }>(['files', projectId, source.sha]);
  if (!before) return;
  const sizes = new Map(Object.entries(changed).map(([path, text]) => [path, new TextEncoder().encode(text).length]));
  const items = before.items.map((entry) => ({ ...entry, size: sizes.get(entry.path) ?? entry.size }));
  const known = new Set(items.map(({ path }) => path));
  for (const [path, size] of sizes) if (!known.has(path)) items.push({ path, size, binary: false });
  queries.setQueryData(['files', projectId, sha], { sha, items });
}
