import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useServices } from '@/hooks/use-services';

/** One file at version `sha` as it is, for what isn't text. */
export function useFileBytes(projectId: string, sha: string, path: string, type: string) {
  const { routes } = useServices();
  const query = useQuery({
    queryKey: ['file-bytes', projectId, sha, path],
    queryFn: ({ signal }) => routes.readBytes(projectId, path, sha, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const blob = useMemo(() => (query.data ? new Blob([query.data], { type }) : null), [query.data, type]);
  return { ...query, blob };
}

/** Hands one file to the browser's downloads. */
export function useSaveProjectFile(projectId: string, sha: string): (path: string) => Promise<void> {
  const { routes, saveFile } = useServices();
  return async (path) => {
    const bytes = await routes.readBytes(projectId, path, sha);
    saveFile(new Blob([bytes], { type: 'application/octet-stream' }), path.split('/').at(-1) ?? path);
  };
}
