import { type Asked, useAsked } from '@/hooks/use-asked';
import { useServices } from '@/hooks/use-services';

/** A page that plays a version; asked for until it is built. Its address is good for an hour. */
export function useVersionPlayer(projectId: string, sha: string): Asked {
  const { routes } = useServices();
  return useAsked({
    key: ['player', projectId, sha],
    ask: (signal) => routes.askPlayer(projectId, sha, signal),
    enabled: true,
    everyMs: 1_500,
    looksMax: 120, // three minutes: a pod is opened, the version fetched and built
    goodMs: 45 * 60_000,
  });
}
