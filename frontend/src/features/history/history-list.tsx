import { useMemo, useState } from 'react';
import { describeError } from '@/api/errors';
import type { useCheckpoints } from '@/hooks/use-checkpoints';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { ListHeader } from './list-header';
import { LoadMore } from './load-more';
import { VersionList } from './version-list';
import { LoadingList } from './version-states';

export interface HistoryListProps {
  list: ReturnType<typeof useCheckpoints>;
  onOpen: (sha: string, byKey: boolean) => void;
}

/** The list with its head and its end, in every state. */
export function HistoryList({ list, onOpen }: HistoryListProps) {
  const { history, versions, refresh } = list;
  const [namedOnly, setNamedOnly] = useState(false);
  const shown = useMemo(() => (namedOnly ? versions.filter(({ name }) => name) : versions), [namedOnly, versions]);
  const more = () => {
    if (history.hasNextPage && !history.isFetchingNextPage) void history.fetchNextPage();
  };
  return (
    <>
      <ListHeader namedOnly={namedOnly} onNamedOnly={setNamedOnly} />
      <div className="min-h-0 grow overflow-y-auto overscroll-contain p-2 pb-6">
        {refresh.error && (
          <Banner
            tone="warn"
            className="mb-1"
            action={
              <Button size="sm" onClick={() => void refresh.refetch()}>
                Try again
              </Button>
            }
          >
            The newest versions couldn’t be read.
          </Banner>
        )}
        {history.isPending && <LoadingList />}
        {history.isError && versions.length === 0 && (
          <EmptyState
            title="We couldn’t read the history"
            action={<Button onClick={() => void history.refetch()}>Try again</Button>}
          >
            {describeError(history.error)} Every version is kept.
          </EmptyState>
        )}
        {history.isSuccess && versions.length === 0 && (
          <EmptyState title="No versions yet">
            Each answer in the chat becomes a version that you can look at, go back to and copy.
          </EmptyState>
        )}
        {namedOnly && versions.length > 0 && shown.length === 0 && !history.hasNextPage && (
          <EmptyState
            title="No version has a name yet"
            action={<Button onClick={() => setNamedOnly(false)}>Show all versions</Button>}
          >
            Name the ones you want to find again, like “Sent to the client”: open a version and press Name this version.
          </EmptyState>
        )}
        <VersionList versions={shown} onOpen={onOpen} onEnd={more} />
        {history.hasNextPage && (
          <LoadMore
            count={versions.length}
            loading={history.isFetchingNextPage}
            error={history.isFetchNextPageError ? describeError(history.error) : null}
            onMore={more}
          />
        )}
      </div>
    </>
  );
}
