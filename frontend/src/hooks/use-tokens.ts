import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TokenWish } from '@/api/routes';
import { useServices } from '@/hooks/use-services';

const KEY = ['tokens'];

/** The signed-in user's access tokens, newest first, without their secrets. */
export function useTokens() {
  const { routes } = useServices();
  return useQuery({ queryKey: KEY, queryFn: async ({ signal }) => (await routes.listTokens(signal)).items });
}

/** The answer carries the secret, which nobody can read again: it stays in this mutation, never in the list. */
export function useCreateToken() {
  const { routes } = useServices();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wish: TokenWish) => routes.createToken(wish),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
    gcTime: 0,
  });
}

export function useRevokeToken() {
  const { routes } = useServices();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (tokenId: string) => routes.revokeToken(tokenId),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}
