import { describeError } from '@/api/errors';
import { useCheckpoints } from '@/hooks/use-checkpoints';
import { useNewestCheckpoint } from '@/hooks/use-events';
import { useOpenProject } from '@/hooks/use-open-project';
import { groupByDay } from '@/lib/versions';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { Skeleton } from '@/ui/skeleton';
import { VersionRow } from './version-row';

/** Every version, newest first. Restoring adds one on top. */
export function HistoryPanel() {
  const { id, currentCommitSha } = useOpenProject();
  const newest = useNewestCheckpoint();
  const history = useCheckpoints(id, `${currentCommitSha}${newest?.sha ?? ''}`);
  const versions = history.data ?? [];
  const head = versions[0]?.sha ?? null;

  return (
    <div className="min-h-0 grow overflow-y-auto">
      <div className="mx-auto flex max-w-[720px] flex-col gap-0.5 p-2 pb-8 md:px-4">
        {history.isPending && <LoadingRows />}
        {history.isError && (
          <EmptyState
            title="We couldn’t read the history"
            action={<Button onClick={() => history.refetch()}>Try again</Button>}
          >
            {describeError(history.error)} Every version is kept.
          </EmptyState>
        )}
        {history.isSuccess && versions.length === 0 && (
          <EmptyState title="No versions yet">
            Each answer in the chat becomes a version that you can go back to.
          </EmptyState>
        )}
        {groupByDay(versions).map(({ day, versions: ofDay }) => (
          <section key={day} aria-label={day}>
            <h2 className="px-2 pt-3 pb-1 text-2xs font-regular text-ink-3">{day}</h2>
            <ul>
              {ofDay.map((version) => (
                <VersionRow key={version.sha} version={version} head={head} />
              ))}
            </ul>
          </section>
        ))}
        {history.hasNextPage && (
          <Button
            variant="ghost"
            className="self-center"
            busy={history.isFetchingNextPage}
            onClick={() => history.fetchNextPage()}
          >
            Show older versions
          </Button>
        )}
        {versions.length > 1 && (
          <p className="px-2 pt-4 text-xs text-ink-3">Restoring adds a new version on top. Nothing after it is lost.</p>
        )}
      </div>
    </div>
  );
}

function LoadingRows() {
  return (
    <div aria-hidden="true" className="flex flex-col gap-4 p-2 pt-8">
      {['a', 'b', 'c'].map((row) => (
        <div key={row} className="flex flex-col gap-2">
          <Skeleton className="h-3.5 w-1/2" />
          <Skeleton className="h-2.5 w-1/4" />
        </div>
      ))}
    </div>
  );
}
