import { CloudOff } from 'lucide-react';
import { useSaveState } from '@/hooks/use-events';
import { useCanEdit, useOpenProject } from '@/hooks/use-open-project';
import { useUnsaved } from '@/hooks/use-unsaved';
import { slugOf } from '@/lib/versions';
import { useTexts } from '@/texts';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { UnsavedFiles } from './unsaved-files';

/** What isn't saved yet, that it is being tried again, and the last resort: to take it along. */
export function SaveBar() {
  const { t } = useTexts('workspace');
  const { name } = useOpenProject();
  const save = useSaveState();
  const canEdit = useCanEdit();
  // While a save takes its time nobody needs to hear of it; a reason says that it has failed at least once.
  const failing = save?.state === 'failed' || (save?.state === 'pending' && save.reason !== null);
  const { unsaved, download, busy } = useUnsaved(failing && canEdit, `${slugOf(name)}-${t('unsavedFile')}.zip`);
  if (!failing) return null;
  return (
    <Banner
      tone={save?.state === 'failed' ? 'danger' : 'warn'}
      icon={<CloudOff />}
      action={
        unsaved &&
        unsaved.fileCount > 0 && (
          <div className="flex items-center gap-1">
            <UnsavedFiles unsaved={unsaved} />
            <Button size="sm" busy={busy} onClick={download} className="pointer-coarse:h-11">
              {t('download')}
            </Button>
          </div>
        )
      }
    >
      {unsaved && unsaved.fileCount > 0 ? t('saveFailedFiles', { count: unsaved.fileCount }) : t('saveFailed')}
      {save?.reason && <span className="text-ink-2"> {save.reason}</span>}
    </Banner>
  );
}
