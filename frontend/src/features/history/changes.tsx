import { useMemo } from 'react';
import { describeError } from '@/api/errors';
import type { Checkpoint } from '@/api/types.generated';
import { useDiff } from '@/hooks/use-checkpoints';
import { useOpenProject } from '@/hooks/use-open-project';
import { describeDiff } from '@/lib/diff-words';
import { useTexts } from '@/texts';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { Skeleton } from '@/ui/skeleton';
import { CodeChanges } from './code-changes';
import { useHistory } from './history-context';
import { WordChanges } from './word-changes';

export interface ChangesProps {
  title: string;
  newer: Checkpoint;
  /** Sha of what it is compared with; null when nothing came before it. */
  older: string | null;
  /** What it is compared with isn't known yet, or couldn't be read. */
  pending: boolean;
  problem: Error | null;
  onRetry: () => void;
}

/** How two versions differ: in words, then in code. */
export function Changes({ title, newer, older, pending, problem, onRetry }: ChangesProps) {
  const { t } = useTexts('history');
  const { id, videoSettings } = useOpenProject();
  const { actions, first } = useHistory();
  const diff = useDiff(id, newer.sha, older);
  const fps = videoSettings?.fps ?? null;
  const words = useMemo(() => (diff.data ? describeDiff(diff.data, fps) : []), [diff.data, fps]);
  const error = problem ?? diff.error;

  if (error) {
    return (
      <section aria-label={title} className="mt-2 rounded-md border border-line p-4" role="alert">
        <p className="font-medium">{t('notCompared')}</p>
        <p className="mt-0.5 text-ink-2">{t('bothKept', { reason: describeError(error) })}</p>
        <Button size="sm" className="mt-3" onClick={() => (problem ? onRetry() : void diff.refetch())}>
          {t('tryAgain')}
        </Button>
      </section>
    );
  }
  if (pending || (older !== null && !diff.data)) return <LoadingChanges />;
  if (older === null || !diff.data || diff.data.files.length === 0) {
    const began = older === null || (newer.sha === first && older === newer.parent);
    return (
      <p className="mt-2 rounded-md border border-line p-4 text-ink-2">{began ? t('began') : t('noFileDiffers')}</p>
    );
  }
  return (
    <>
      <WordChanges title={title} words={words} />
      {diff.data.truncated && (
        <Banner
          className="mt-4"
          action={
            <Button size="sm" disabled={actions.busy !== null} onClick={() => actions.download(newer, 'zip')}>
              {t('download')}
            </Button>
          }
        >
          {t('moreThanFits')}
        </Banner>
      )}
      <CodeChanges diff={diff.data} />
    </>
  );
}

function LoadingChanges() {
  const { t } = useTexts('history');
  return (
    <div role="status" className="mt-3 flex flex-col gap-3">
      <span className="sr-only">{t('comparing')}</span>
      <Skeleton className="h-4 w-40" />
      <Skeleton className="h-28 w-full max-w-[720px] rounded-md" />
      <Skeleton className="mt-3 h-4 w-24" />
      <Skeleton className="h-44 w-full rounded-md" />
    </div>
  );
}
