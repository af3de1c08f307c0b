import { useAccount } from '@/hooks/use-auth';
import { useOpenProject } from '@/hooks/use-open-project';
import { type Role, roleOf } from '@/lib/roles';

/** What the signed-in person is in the open project; null for a moment after they were removed. */
export function useRole(): Role | null {
  return roleOf(useOpenProject(), useAccount().uid);
}
