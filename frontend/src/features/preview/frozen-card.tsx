import { Undo2 } from 'lucide-react';
import { useChat } from '@/hooks/use-messages';
import { useCanEdit } from '@/hooks/use-open-project';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { StageCard } from './stage-card';
import { useReloadPreview } from './use-reload-preview';
import { useUndo } from './use-undo';

/** The page has stopped answering, as code that never ends makes it. All the rest of the app is untouched by that. */
export function FrozenCard() {
  const { t } = useTexts('preview');
  const { reload, reloading } = useReloadPreview(true);
  // The stuck page can't take the mended code in: it goes as well.
  const { undo, undoing } = useUndo(reload);
  const { workingTurnId } = useChat();
  const canEdit = useCanEdit();
  return (
    <StageCard
      role="alert"
      place="below"
      title={t('frozen')}
      actions={
        <>
          {canEdit && !workingTurnId && (
            <Button busy={undoing} onClick={undo}>
              <Undo2 className="size-3.5" />
              {t('undo')}
            </Button>
          )}
          <Button variant="primary" busy={reloading} onClick={reload}>
            {t('reloadPreview')}
          </Button>
        </>
      }
    >
      <p className="mt-0.5 text-ink-2">{t('frozenWhat')}</p>
    </StageCard>
  );
}
