import { lazy, Suspense, useRef } from 'react';
import { describeError } from '@/api/errors';
import type { FileEntry } from '@/api/types.generated';
import { useFile } from '@/hooks/use-files';
import { bytesName } from '@/lib/bytes';
import { fileKind } from '@/lib/file-tree';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { Skeleton } from '@/ui/skeleton';
import { FileHeader } from './file-header';
import { MediaView } from './media-view';

const CodeView = lazy(async () => ({ default: (await import('./code-view')).CodeView }));
const LINES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

export interface FileViewProps {
  projectId: string;
  sha: string;
  file: FileEntry;
  /** To be shown and marked. */
  line: number | null;
}

/** One file: what it is called, what can be done with it, and itself. */
export function FileView({ projectId, sha, file, line }: FileViewProps) {
  const { t } = useTexts('code');
  const kind = fileKind(file);
  const text = useFile(projectId, sha, file.binary ? null : file.path);
  const find = useRef<() => void>(() => {});
  const read = file.binary ? undefined : text.data;
  return (
    <section aria-label={file.path} className="flex min-h-0 min-w-0 flex-col max-md:grow">
      <FileHeader
        {...{ projectId, sha, file }}
        text={read ?? null}
        onFind={read === undefined || kind !== 'text' ? null : () => find.current()}
      />
      {kind !== 'text' && kind !== 'other' ? (
        <MediaView {...{ projectId, sha, kind }} path={file.path} />
      ) : file.binary ? (
        <EmptyState title={t('notShown')}>{bytesName(file.size)}</EmptyState>
      ) : text.error ? (
        <EmptyState title={t('fileNotRead')} action={<Button onClick={() => text.refetch()}>{t('tryAgain')}</Button>}>
          {describeError(text.error)}
        </EmptyState>
      ) : read === undefined ? (
        <Waiting />
      ) : (
        <Suspense fallback={<Waiting />}>
          <CodeView
            path={file.path}
            text={read}
            line={line}
            onReady={(open) => {
              find.current = open;
            }}
          />
        </Suspense>
      )}
    </section>
  );
}

function Waiting() {
  const { t } = useTexts('code');
  return (
    <div role="status" className="flex grow flex-col gap-2 bg-well p-4 ps-16">
      <span className="sr-only">{t('readingFile')}</span>
      {LINES.map((line) => (
        <Skeleton key={line} className="h-3 w-1/3 odd:w-1/2" />
      ))}
    </div>
  );
}
