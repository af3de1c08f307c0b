import { useQuery } from '@tanstack/react-query';
import { useServices } from '@/hooks/use-services';

/** The project's files at version `sha`. A version never changes, so it is read once. */
export function useFiles(projectId: string, sha: string) {
  const { routes } = useServices();
  return useQuery({
    queryKey: ['files', projectId, sha],
    queryFn: ({ signal }) => routes.listFiles(projectId, sha, signal),
    enabled: sha !== '',
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  });
}

/** One file's text at version `sha`. */
export function useFile(projectId: string, sha: string, path: string | null) {
  const { routes } = useServices();
  return useQuery({
    queryKey: ['file', projectId, sha, path],
    queryFn: ({ signal }) => routes.readFile(projectId, path ?? '', sha, signal),
    enabled: sha !== '' && path !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
