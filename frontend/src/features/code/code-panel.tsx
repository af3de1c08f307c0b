import { useMemo } from 'react';
import { describeError } from '@/api/errors';
import { useView } from '@/features/workspace/use-view';
import { useFiles } from '@/hooks/use-files';
import { useOpenProject } from '@/hooks/use-open-project';
import { useHead } from '@/hooks/use-video';
import { cx } from '@/lib/cx';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { Skeleton } from '@/ui/skeleton';
import { FileTree } from './file-tree';
import { FileView } from './file-view';

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const FIRST = 'src/MyVideo.tsx';

/** The code at the newest version, to read. On a phone first the files, then one of them. */
export function CodePanel() {
  const { t } = useTexts('code');
  const { id } = useOpenProject();
  const sha = useHead();
  const files = useFiles(id, sha);
  const { file, line, showCode } = useView();
  const items = files.data?.items;
  const paths = useMemo(() => (items ?? []).map(({ path }) => path), [items]);

  if (files.isError) {
    return (
      <EmptyState title={t('notRead')} action={<Button onClick={() => files.refetch()}>{t('tryAgain')}</Button>}>
        {describeError(files.error)}
      </EmptyState>
    );
  }
  if (!files.data || !items) return <Waiting />;
  const open = items.find((entry) => entry.path === (file ?? FIRST));
  return (
    <div className="flex min-h-0 min-w-0 grow flex-col md:grid md:grid-cols-[minmax(180px,260px)_minmax(0,1fr)]">
      <div className={cx('flex min-h-0 flex-col border-line max-md:grow md:border-e', file && 'max-md:hidden')}>
        <FileTree paths={paths} chosen={open?.path ?? null} onChoose={(path) => showCode(path)} />
      </div>
      <div className={cx('flex min-h-0 min-w-0 flex-col max-md:grow md:grid', !file && 'max-md:hidden')}>
        {open ? (
          <FileView projectId={id} sha={files.data.sha} file={open} line={open.path === file ? line : null} />
        ) : (
          <EmptyState title={file ? t('gone', { file }) : t('pick')}>{t(file ? 'goneNote' : 'pickNote')}</EmptyState>
        )}
      </div>
    </div>
  );
}

function Waiting() {
  const { t } = useTexts('code');
  return (
    <div role="status" className="flex min-h-0 grow overflow-hidden">
      <span className="sr-only">{t('loading')}</span>
      <div className="flex w-full shrink-0 flex-col gap-3 border-e border-line p-4 md:w-[220px]">
        {ROWS.map((row) => (
          <Skeleton key={row} className="h-3.5 w-3/4 even:w-1/2" />
        ))}
      </div>
    </div>
  );
}
