import { File } from 'lucide-react';
import type { RescuedWork } from '@/api/types.generated';
import { firstLine, momentName, shortSha } from '@/lib/versions';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';

export interface RescueDialogProps {
  work: RescuedWork;
  open: boolean;
  onClose: () => void;
  onBringBack: () => void;
}

/** As many paths as the edge tells. */
const FILES_TOLD = 100;

/** What the work is: when, on which version, in which files. */
export function RescueDialog({ work, open, onClose, onBringBack }: RescueDialogProps) {
  const { t } = useTexts('rescue');
  const { files, base, createdAt } = work;
  const goOn = () => {
    onClose();
    onBringBack();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={firstLine(work.summary)}
      description={t('from', { moment: momentName(createdAt), version: shortSha(base) })}
      actions={
        <>
          <Button onClick={onClose}>{t('close')}</Button>
          <Button variant="primary" onClick={goOn}>
            {t('bringBack')}
          </Button>
        </>
      }
    >
      <h3 className="mb-1.5 text-xs text-ink-3">
        {files.length >= FILES_TOLD ? t('filesFirst', { count: FILES_TOLD }) : t('files')}
      </h3>
      <ul className="max-h-60 overflow-y-auto rounded-md border border-line">
        {files.map((path) => (
          <li
            key={path}
            className="flex items-center gap-2 px-3 py-1.5 font-mono text-xs not-first:border-t not-first:border-line"
          >
            <File aria-hidden="true" className="size-3.5 shrink-0 text-ink-3" />
            <span className="min-w-0 [overflow-wrap:anywhere]">{path}</span>
          </li>
        ))}
        {files.length === 0 && <li className="px-3 py-2 text-ink-2">{t('noFileDiffers')}</li>}
      </ul>
    </Dialog>
  );
}
