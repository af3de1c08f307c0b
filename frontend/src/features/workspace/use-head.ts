import { useNewestCheckpoint } from '@/hooks/use-events';
import { useChat } from '@/hooks/use-messages';
import { useOpenProject } from '@/hooks/use-open-project';

/** The newest saved version's sha, empty while there is none. */
export function useHead(): string {
  const { currentCommitSha } = useOpenProject();
  const newest = useNewestCheckpoint();
  const { workingTurnId } = useChat();
  // Firestore's copy follows the events by a moment, and leads them when somebody restored a version.
  return workingTurnId && newest ? newest.sha : currentCommitSha || newest?.sha || '';
}
