import { Check, CloudOff } from 'lucide-react';
import { useNewestCheckpoint, useSaveState } from '@/hooks/use-events';
import { useChat } from '@/hooks/use-messages';
import { useOpenProject } from '@/hooks/use-open-project';
import { shortSha } from '@/lib/versions';
import { Spinner } from '@/ui/spinner';

/** Is everything safe? Good news is quiet: grey, with the version's short sha. */
export function SaveBadge() {
  const { currentCommitSha } = useOpenProject();
  const save = useSaveState();
  const newest = useNewestCheckpoint();
  const { workingTurnId } = useChat();
  // Firestore's copy follows the events by a moment, and leads them when somebody restored a version.
  const sha = workingTurnId && newest ? newest.sha : currentCommitSha || newest?.sha || '';

  if (save?.state === 'failed') {
    return (
      <Line tone="text-danger">
        <CloudOff className="size-3.5" />
        Not saved
      </Line>
    );
  }
  if (save?.state === 'pending') {
    return save.reason ? (
      <Line tone="text-warn">
        <CloudOff className="size-3.5" />
        Not saved yet, trying again
      </Line>
    ) : (
      <Line>
        <Spinner className="size-3" />
        Saving
      </Line>
    );
  }
  if (!sha) return null;
  return (
    <Line>
      <Check className="size-3.5" />
      Saved <span className="font-mono text-ink-3">{shortSha(sha)}</span>
    </Line>
  );
}

function Line({ tone = 'text-ink-2', children }: { tone?: string; children: React.ReactNode }) {
  return (
    <span
      className={`flex shrink-0 items-center gap-1.5 text-2xs whitespace-nowrap before:mx-1 before:hidden before:h-4 before:w-px before:bg-line-strong md:text-xs md:before:block ${tone}`}
      role="status"
    >
      {children}
    </span>
  );
}
