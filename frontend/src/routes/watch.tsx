import '@/texts/rest';

import { useParams } from 'react-router';
import { WatchHeader } from '@/features/watch/watch-header';
import { WatchProblem } from '@/features/watch/watch-problem';
import { WatchStage } from '@/features/watch/watch-stage';
import { useTitle } from '@/hooks/use-title';
import { useWatched } from '@/hooks/use-watch';
import { useTexts } from '@/texts';
import { Skeleton } from '@/ui/skeleton';

/** `/watch/:token`: a video, for everybody who has its link. */
export function WatchPage() {
  const { token = '' } = useParams();
  const { t } = useTexts('watch');
  const watched = useWatched(token);
  useTitle(watched.data?.name ?? t('titleLoading'));
  if (watched.isError && !watched.data) {
    return <WatchProblem error={watched.error} onRetry={() => void watched.refetch()} />;
  }
  return (
    <div className="flex h-dvh flex-col bg-canvas">
      <WatchHeader watched={watched.data} />
      <main aria-busy={watched.isPending} className="flex min-h-0 grow flex-col">
        {watched.data ? <WatchStage watched={watched.data} /> : <Loading />}
      </main>
    </div>
  );
}

function Loading() {
  const { t } = useTexts('watch');
  return (
    <div className="grid grow place-items-center px-4 md:px-8">
      <p className="sr-only" role="status">
        {t('loading')}
      </p>
      <Skeleton className="aspect-video w-full max-w-[960px] rounded-md!" />
    </div>
  );
}
