import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Me } from '@/api/types.generated';
import { useAuth } from '@/hooks/use-auth';
import { useServices } from '@/hooks/use-services';

const STALE_MS = 5 * 60_000;

/**
 * The user's profile. The first call makes it, so the sign-in guard asks as soon as somebody is in. `staleMs`: how old
 * it may be; what was used changes all the time.
 */
export function useMe(staleMs: number = STALE_MS) {
  const { routes } = useServices();
  const auth = useAuth();
  const uid = auth.status === 'signed-in' ? auth.account.uid : null;
  return useQuery<Me>({
    queryKey: ['me', uid],
    queryFn: ({ signal }) => routes.me(signal),
    enabled: uid !== null,
    staleTime: staleMs,
  });
}

export function useUpdateMe() {
  const { routes } = useServices();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: { displayName: string }) => routes.updateMe(change),
    onSuccess: (user) => queries.setQueryData(['me', user.id], user),
  });
}

/** What to call the signed-in user. */
export function useMyName(): string {
  const me = useMe();
  const auth = useAuth();
  if (auth.status !== 'signed-in') return '';
  return me.data?.displayName || auth.account.displayName || auth.account.email.split('@')[0] || 'You';
}
