import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { SeenAsset } from '@/api/types.generated';
import { useSharedLive } from '@/hooks/shared-live';
import { useFile } from '@/hooks/use-files';
import { useOpenProject } from '@/hooks/use-open-project';
import { useServices } from '@/hooks/use-services';
import { useWorkspace } from '@/hooks/use-workspace';
import { ASSETS_FILE, readRegister, type ShownAsset, shownAssets } from '@/lib/assets';

/** Addresses live for an hour. */
const ADDRESSES_MS = 45 * 60_000;

/** The project's files, live, newest first. */
export function useAssets() {
  const { assets } = useWorkspace();
  const state = useSharedLive(assets);
  const all = state.status === 'ready' ? state.data : null;
  return { all, status: state.status, retry: assets.retry };
}

/** … as the newest version has them, or could have them. */
export function useShownAssets(): { items: readonly ShownAsset[] | null; status: string; retry: () => void } {
  const { id, currentCommitSha } = useOpenProject();
  const { all, status, retry } = useAssets();
  const file = useFile(id, currentCommitSha, all?.length ? ASSETS_FILE : null);
  const register = useMemo(() => {
    if (file.data !== undefined) return readRegister(file.data);
    return file.isError ? new Map<string, string>() : null;
  }, [file.data, file.isError]);
  const items = useMemo(() => all && shownAssets(all, register), [all, register]);
  return { items, status, retry };
}

/** Where each file is to be seen, by its id; asked for once somebody needs them, and anew when there are others. */
export function useAssetAddresses(): ReadonlyMap<string, string> {
  const { routes } = useServices();
  const { projectId } = useWorkspace();
  const { all } = useAssets();
  const stored = useMemo(() => all?.filter(({ status }) => status !== 'uploading' && status !== 'failed') ?? [], [all]);
  const pages = useInfiniteQuery({
    queryKey: ['asset-addresses', projectId, stored.map(({ id }) => id).join()],
    queryFn: ({ pageParam, signal }) => routes.listAssets(projectId, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.cursor ?? undefined,
    enabled: stored.length > 0,
    staleTime: ADDRESSES_MS,
    refetchInterval: ADDRESSES_MS,
    placeholderData: (before) => before,
  });
  const { hasNextPage, isFetching, fetchNextPage } = pages;
  useEffect(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const seen: readonly SeenAsset[] | undefined = useMemo(
    () => pages.data?.pages.flatMap(({ items }) => items),
    [pages.data],
  );
  return useMemo(() => new Map((seen ?? []).flatMap(({ id, url }) => (url ? [[id, url] as const] : []))), [seen]);
}

/** Taken out of the project, or put in again: each a version of its own. */
export function useAssetActions() {
  const { routes } = useServices();
  const { projectId } = useWorkspace();
  const remove = useMutation({ mutationFn: (assetId: string) => routes.removeAsset(projectId, assetId) });
  const restore = useMutation({ mutationFn: (assetId: string) => routes.restoreAsset(projectId, assetId) });
  return { remove, restore };
}
