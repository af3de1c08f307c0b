import { Navigate, Outlet, useLocation } from 'react-router';
import { useAuth } from '@/hooks/use-auth';
import { useMe } from '@/hooks/use-me';
import { signInPath } from '@/lib/return-path';
import { Loading } from './loading';

/** Lets signed-in people through; others sign in first and come back to where they were going; who signs out goes home. */
export function SignedIn() {
  const auth = useAuth();
  useMe(); // the first call makes the profile
  const { pathname, search, hash } = useLocation();
  if (auth.status === 'loading') return <Loading />;
  if (auth.status === 'signed-out') {
    return <Navigate to={auth.onPurpose ? '/' : signInPath(pathname + search + hash)} replace />;
  }
  // A key: another user in the same tab starts with nothing of the one before.
  return <Outlet key={auth.account.uid} />;
}
