import { File } from 'lucide-react';
import type { Unsaved } from '@/lib/unsaved';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Popover } from '@/ui/popover';

/** Which files aren't saved, and which of them are too large for the download. */
export function UnsavedFiles({ unsaved }: { unsaved: Pick<Unsaved, 'files' | 'fileCount' | 'leftOut'> }) {
  const { t } = useTexts('workspace');
  const { files, fileCount, leftOut } = unsaved;
  return (
    <Popover
      label={t('unsavedWhat')}
      trigger={
        <Button variant="ghost" size="sm" className="pointer-coarse:h-11">
          {t('unsavedWhat')}
        </Button>
      }
    >
      <ul className="max-h-60 overflow-y-auto">
        {files.map((path) => (
          <li key={path} className="flex items-center gap-2 py-1 font-mono text-xs">
            <File aria-hidden="true" className="size-3.5 shrink-0 text-ink-3" />
            <span dir="ltr" className="min-w-0 grow [overflow-wrap:anywhere]">
              {path}
            </span>
            {leftOut.includes(path) && <span className="shrink-0 font-sans text-warn">{t('unsavedLeftOut')}</span>}
          </li>
        ))}
      </ul>
      {fileCount > files.length && (
        <p className="mt-1 text-xs text-ink-3">{t('unsavedMore', { count: fileCount - files.length })}</p>
      )}
    </Popover>
  );
}
