import { useMemo, useRef, useState } from 'react';
import { useView } from '@/features/workspace/use-view';
import { useCheckpoint, useCheckpoints } from '@/hooks/use-checkpoints';
import { useNewestCheckpoint } from '@/hooks/use-events';
import { useOpenProject } from '@/hooks/use-open-project';
import { cx } from '@/lib/cx';
import { HistoryContext, type HistoryView } from './history-context';
import { HistoryList } from './history-list';
import { useVersionActions } from './use-version-actions';
import { VersionDetail } from './version-detail';
import { LoadingVersion, NoVersion } from './version-states';

/** Every version, and what changed in the one that is selected; beside each other, or one after the other where it's narrow. */
export function HistoryPanel() {
  const { id, currentCommitSha } = useOpenProject();
  const newest = useNewestCheckpoint()?.sha ?? '';
  const heads = useMemo(() => [currentCommitSha, newest], [currentCommitSha, newest]);
  const list = useCheckpoints(id, heads);
  const { versions } = list;
  const { version: asked, showVersion } = useView();
  const [naming, setNaming] = useState<string | null>(null);
  const head = versions[0]?.sha ?? null;
  const first = list.history.hasNextPage ? null : (versions.at(-1)?.sha ?? null);
  const actions = useVersionActions(head, showVersion);
  const body = useRef<HTMLDivElement>(null);

  const selected = asked ?? head;
  const listed = versions.find(({ sha }) => sha === selected);
  const fetched = useCheckpoint(id, asked && !listed && list.history.isSuccess ? asked : null);
  const shown = listed ?? fetched.data ?? null;

  const view: HistoryView = { versions, head, first, selected, select: showVersion, naming, setNaming, actions };
  // Nothing to select from: what there is to say takes the whole width.
  const alone = versions.length === 0 && !list.history.isPending && !asked;
  const open = (sha: string, byKey: boolean) => {
    showVersion(sha);
    if (byKey) requestAnimationFrame(() => body.current?.focus());
  };
  return (
    <HistoryContext value={view}>
      <div className="@container/history flex min-h-0 grow">
        <div
          className={cx(
            'grid min-h-0 min-w-0 grow grid-cols-[minmax(0,1fr)]',
            !alone && '@min-[680px]/history:grid-cols-[minmax(240px,304px)_minmax(0,1fr)]',
          )}
        >
          <div
            className={cx(
              'flex min-h-0 min-w-0 flex-col bg-surface @min-[680px]/history:border-r @min-[680px]/history:border-line',
              asked && '@max-[679px]/history:hidden',
            )}
          >
            <HistoryList list={list} onOpen={open} />
          </div>
          <div
            className={cx('flex min-h-0 min-w-0 flex-col', alone ? 'hidden' : !asked && '@max-[679px]/history:hidden')}
          >
            {shown ? (
              <VersionDetail version={shown} body={body} />
            ) : fetched.error ? (
              <NoVersion error={fetched.error} onRetry={() => void fetched.refetch()} />
            ) : (
              (list.history.isPending || fetched.isFetching) && <LoadingVersion />
            )}
          </div>
        </div>
      </div>
    </HistoryContext>
  );
}
