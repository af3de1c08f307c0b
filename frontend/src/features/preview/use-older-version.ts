import { useNewestCheckpoint } from '@/hooks/use-events';
import { useChat } from '@/hooks/use-messages';
import { useCanEdit, useOpenProject } from '@/hooks/use-open-project';
import { type Staleness, useStaleness } from '@/hooks/use-preview';
import { useSessionActions } from '@/hooks/use-session';

/** Whether an older version than the newest plays, and what is being done about it. */
export function useOlderVersion(reload: () => void): Staleness {
  const { currentCommitSha } = useOpenProject();
  const newest = useNewestCheckpoint();
  const { workingTurnId } = useChat();
  const { restartPreview } = useSessionActions();
  // A viewer may not have the server started anew: for them the page is loaded once more.
  const restart = useCanEdit() ? restartPreview : reload;
  return useStaleness([currentCommitSha, newest?.sha ?? ''].filter(Boolean), workingTurnId !== null, {
    reload,
    restart,
  });
}
