import { AudioLines, Film, Image, Type, Upload } from 'lucide-react';
import { useCanEdit } from '@/hooks/use-open-project';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { ChooseFiles } from './choose-files';

/** Nothing brought along yet: what could be, and how. */
export function NoAssets({ onFiles }: { onFiles: (files: File[]) => void }) {
  const { t } = useTexts('assets');
  const canEdit = useCanEdit();
  return (
    <div className="m-4 grid grow place-items-center rounded-md border border-dashed border-line-strong">
      <EmptyState
        title={t('emptyTitle')}
        action={
          canEdit && (
            <ChooseFiles onFiles={onFiles}>
              {(choose) => (
                <Button variant="primary" size="lg" onClick={choose}>
                  <Upload className="size-4" />
                  {t('choose')}
                </Button>
              )}
            </ChooseFiles>
          )
        }
      >
        <span aria-hidden className="mb-3 flex justify-center gap-3 text-ink-3 [&_svg]:size-5">
          <Image />
          <Film />
          <AudioLines />
          <Type />
        </span>
        {canEdit ? t('emptyBody') : t('emptyToWatch')}
        {canEdit && <span className="mt-3 block text-xs text-ink-3">{t('emptyHint')}</span>}
      </EmptyState>
    </div>
  );
}
