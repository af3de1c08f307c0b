import { useNewestCheckpoint } from '@/hooks/use-events';
import { useChat } from '@/hooks/use-messages';
import { useHead } from '@/hooks/use-video';

/** The newest saved version's sha, empty while there is none. */
export function useSavedSha(): string {
  const head = useHead();
  const newest = useNewestCheckpoint();
  const { workingTurnId } = useChat();
  // While a turn works its own events know first; else Firestore's copy follows them by a moment.
  return workingTurnId && newest ? newest.sha : head;
}
