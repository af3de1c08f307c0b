import { History } from 'lucide-react';
import { describeError } from '@/api/errors';
import type { Checkpoint } from '@/api/types.generated';
import { useRestore } from '@/hooks/use-checkpoints';
import { useCanEdit, useOpenProject } from '@/hooks/use-open-project';
import { cx } from '@/lib/cx';
import { clockName, shortSha } from '@/lib/versions';
import { Button } from '@/ui/button';
import { useToast } from '@/ui/toast';

export interface VersionRowProps {
  version: Checkpoint;
  /** The newest version's sha. */
  head: string | null;
}

export function VersionRow({ version, head }: VersionRowProps) {
  const { sha, summary, createdAt, authorName } = version;
  const { id } = useOpenProject();
  const canEdit = useCanEdit();
  const restore = useRestore(id);
  const toast = useToast();
  const newest = sha === head;

  const bringBack = () =>
    restore.mutate(sha, {
      onSuccess: () =>
        toast({
          message: `Restored ${clockName(createdAt)} as a new version`,
          icon: <History />,
          ...(head ? { action: { label: 'Undo', onSelect: () => restore.mutate(head) } } : {}),
        }),
      onError: (error) => toast({ message: `Nothing was restored. ${describeError(error)}` }),
    });
  return (
    <li className={cx('group flex items-start gap-3 rounded-[10px] p-2', newest ? 'bg-hover' : 'hover:bg-raised')}>
      <div className="min-w-0 grow">
        <p className="font-medium text-pretty [overflow-wrap:anywhere]">{summary}</p>
        <p className="text-2xs text-ink-3">
          <time dateTime={createdAt}>{clockName(createdAt)}</time>
          {' · '}
          <span className="font-mono">{shortSha(sha)}</span>
          {authorName && ` · ${authorName}`}
          {newest && ' · now'}
        </p>
      </div>
      {canEdit && !newest && (
        <Button
          size="sm"
          busy={restore.isPending}
          onClick={bringBack}
          aria-label={`Restore ${summary}`}
          className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100 aria-busy:opacity-100 pointer-coarse:opacity-100"
        >
          Restore
        </Button>
      )}
    </li>
  );
}
