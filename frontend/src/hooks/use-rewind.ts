import { useMutation } from '@tanstack/react-query';
import type { Checkpoint, MessageContext } from '@/api/types.generated';
import { useTakeCheckpoint } from '@/hooks/use-checkpoints';
import { useChat, useChatActions } from '@/hooks/use-messages';
import { useServices } from '@/hooks/use-services';
import { useWorkspace } from '@/hooks/use-workspace';
import { versionBefore } from '@/lib/rewind';

export interface Rewinding {
  messageId: string;
  /** What to call the branch. */
  branch: string;
  /** What is said instead. */
  content: string;
  context: MessageContext | null;
  attachments: readonly string[];
}

/** So many pages of versions are looked through for the one that a message began from. */
const PAGES_MAX = 40;

/**
 * Says something else in a message's place: the project goes back to the version before it, what came after is kept as
 * a branch, and the new words are sent. Each step may be repeated, so trying again after a failure is safe.
 */
export function useRewind() {
  const { routes } = useServices();
  const { projectId } = useWorkspace();
  const { messages } = useChat();
  const { send } = useChatActions();
  const take = useTakeCheckpoint(projectId);

  async function find(messageId: string): Promise<{ head: Checkpoint; target: Checkpoint } | null> {
    const read: Checkpoint[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const found = await routes.listCheckpoints(projectId, cursor);
      read.push(...found.items);
      const [head, target] = [read[0], versionBefore(read, messages, messageId)];
      if (head && target) return { head, target };
      if (!found.cursor) return null;
      cursor = found.cursor;
    }
    return null;
  }

  return useMutation({
    mutationFn: async ({ messageId, branch }: Rewinding) => {
      const versions = await find(messageId);
      if (!versions || versions.head.sha === versions.target.sha) return null; // nothing has changed since
      await routes.makeBranch(projectId, branch, versions.head.sha);
      return routes.restoreCheckpoint(projectId, versions.target.sha);
    },
    onSuccess: (restored, { content, context, attachments }) => {
      if (restored) take(restored);
      // Where they looked then is another version's place: what they pointed at stays.
      send(content, { context: context && restored ? { ...context, sha: restored.sha } : context, attachments });
    },
  });
}
