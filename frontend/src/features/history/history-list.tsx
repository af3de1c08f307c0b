import { useMemo, useState } from 'react';
import { describeError } from '@/api/errors';
import type { useCheckpoints } from '@/hooks/use-checkpoints';
import { useTexts } from '@/texts';
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
  const { t } = useTexts('history');
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
                {t('tryAgain')}
              </Button>
            }
          >
            {t('newestUnread')}
          </Banner>
        )}
        {history.isPending && <LoadingList />}
        {history.isError && versions.length === 0 && (
          <EmptyState
            title={t('unread')}
            action={<Button onClick={() => void history.refetch()}>{t('tryAgain')}</Button>}
          >
            {t('everyKept', { reason: describeError(history.error) })}
          </EmptyState>
        )}
        {history.isSuccess && versions.length === 0 && (
          <EmptyState title={t('noVersions')}>{t('noVersionsWhat')}</EmptyState>
        )}
        {namedOnly && versions.length > 0 && shown.length === 0 && !history.hasNextPage && (
          <EmptyState title={t('noNames')} action={<Button onClick={() => setNamedOnly(false)}>{t('showAll')}</Button>}>
            {t('noNamesWhat')}
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
