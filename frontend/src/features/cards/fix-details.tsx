import type { FixCard } from '@/api/types.generated';
import { useView } from '@/features/workspace/use-view';
import { usePreview, usePreviewActions } from '@/hooks/use-preview';
import { momentOf } from '@/lib/pointing';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';

export interface FixDetailsProps {
  card: FixCard;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The whole of what went wrong, where, and what was tried last. */
export function FixDetails({ card, open, onOpenChange }: FixDetailsProps) {
  const { t } = useTexts('cards');
  const { showCode, setView } = useView();
  const { seek } = usePreviewActions();
  const fps = usePreview((state) => state.clip?.fps ?? null);
  const { finding, diff } = card;
  const { file, line, frame } = finding;
  const leaveFor = (go: () => void) => {
    onOpenChange(false);
    go();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      width="lg"
      title={t('whatIsBroken')}
      description={file ? `${file}${line ? `:${line}` : ''}` : t('placeUnknown')}
      actions={
        <>
          {typeof frame === 'number' && fps !== null && (
            <Button
              onClick={() =>
                leaveFor(() => {
                  setView('preview');
                  seek(frame);
                })
              }
            >
              {t('goTo', { moment: momentOf(frame, fps) })}
            </Button>
          )}
          {file && <Button onClick={() => leaveFor(() => showCode(file, line))}>{t('showCode')}</Button>}
        </>
      }
    >
      <Text>{finding.message}</Text>
      {diff && (
        <>
          <h3 className="mt-4 mb-2 text-xs font-medium text-ink-2">{t('triedLast')}</h3>
          <Text>{diff}</Text>
        </>
      )}
    </Dialog>
  );
}

function Text({ children }: { children: string }) {
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
      tabIndex={0}
      className="max-h-[32vh] overflow-auto rounded-sm bg-well p-3 font-mono text-xs"
    >
      {children}
    </pre>
  );
}
