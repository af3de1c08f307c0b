import { useId } from 'react';
import type { VersionDiff } from '@/api/types.generated';
import { useTexts } from '@/texts';
import { CodeFile } from './code-file';
import { LineCounts } from './line-counts';

/** Up to here all of the code is open at once; of more, the files are opened one by one. */
const LINES_OPEN = 400;

/** The same changes in code, file by file. */
export function CodeChanges({ diff }: { diff: VersionDiff }) {
  const { t } = useTexts('history');
  const heading = useId();
  const { files, additions, deletions } = diff;
  const open = additions + deletions <= LINES_OPEN;
  return (
    <section aria-labelledby={heading} className="mt-6">
      <h3 id={heading} className="mb-2 flex items-baseline gap-2 font-semibold">
        {t('inCode')}
        <span className="text-xs font-regular text-ink-3">{t('files', { count: files.length })}</span>
        <LineCounts additions={additions} deletions={deletions} />
      </h3>
      <div className="flex flex-col gap-2">
        {files.map((file) => (
          <CodeFile key={file.path} file={file} startsOpen={open && !/(^|\/)package-lock\.json$/.test(file.path)} />
        ))}
      </div>
    </section>
  );
}
