import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import type { Account, Accounts, AuthState } from '@/api/accounts';
import { useServices } from '@/hooks/use-services';

export { type Account, AccountError, type AuthState } from '@/api/accounts';

/** Who is signed in; `loading` only until the browser's store has been read. */
export function useAuth(): AuthState {
  const { accounts } = useServices();
  return useSyncExternalStore(accounts.subscribe, accounts.state);
}

/** The signed-in account; for what stands behind the sign-in guard only. */
export function useAccount(): Account {
  const auth = useAuth();
  if (auth.status !== 'signed-in') throw new Error('useAccount needs a signed-in user');
  return auth.account;
}

export type SignInActions = Pick<Accounts, 'signInWithGoogle' | 'signIn' | 'createAccount' | 'sendReset'>;

export function useSignInActions(): SignInActions {
  return useServices().accounts;
}

/** Signs out and forgets what was read for this user. */
export function useSignOut(): () => Promise<void> {
  const { accounts } = useServices();
  const queries = useQueryClient();
  return useCallback(async () => {
    await accounts.signOut();
    queries.clear();
  }, [accounts, queries]);
}
