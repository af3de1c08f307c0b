import { useEffect, useRef } from 'react';
import { describeError } from '@/api/errors';
import type { FileEntry } from '@/api/types.generated';
import { useFile } from '@/hooks/use-files';
import { cx } from '@/lib/cx';
import { sizeWords } from '@/lib/files';
import { EmptyState } from '@/ui/empty-state';
import { Spinner } from '@/ui/spinner';

export interface FileViewProps {
  projectId: string;
  sha: string;
  file: FileEntry;
  /** To be shown and marked. */
  line: number | null;
}

/** One file with line numbers. */
export function FileView({ projectId, sha, file, line }: FileViewProps) {
  const { data, error, isPending } = useFile(projectId, sha, file.binary ? null : file.path);
  const marked = useRef<HTMLDivElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the line can be shown once the text is there
  useEffect(() => {
    marked.current?.scrollIntoView({ block: 'center' });
  }, [line, data]);

  if (file.binary) return <EmptyState title="This file isn’t text">{sizeWords(file.size)}</EmptyState>;
  if (error) return <EmptyState title="We couldn’t read this file">{describeError(error)}</EmptyState>;
  if (isPending) {
    return (
      <div className="grid place-items-center">
        <Spinner />
      </div>
    );
  }
  const lines = data.replace(/\n$/, '').split('\n');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <section tabIndex={0} aria-label={file.path} className="min-w-0 overflow-auto bg-well py-3 font-mono text-xs/5">
      <div className="w-max min-w-full [font-variant-ligatures:none]">
        {lines.map((text, index) => {
          const number = index + 1;
          const here = number === line;
          return (
            <div key={number} ref={here ? marked : null} className={cx('flex pr-4', here && 'bg-danger-soft')}>
              <span aria-hidden="true" className="w-12 shrink-0 pr-4 text-right text-ink-3 select-none">
                {number}
              </span>
              <code className="whitespace-pre">{text}</code>
            </div>
          );
        })}
      </div>
    </section>
  );
}
