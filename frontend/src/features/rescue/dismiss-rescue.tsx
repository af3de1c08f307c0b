import { describeError } from '@/api/errors';
import type { RescuedWork } from '@/api/types.generated';
import { useOpenProject } from '@/hooks/use-open-project';
import { useRescueActions } from '@/hooks/use-rescues';
import { momentName } from '@/lib/versions';
import { useTexts } from '@/texts';
import { ConfirmDialog } from '@/ui/confirm-dialog';

export interface DismissRescueProps {
  work: RescuedWork;
  open: boolean;
  onClose: () => void;
}

export function DismissRescue({ work, open, onClose }: DismissRescueProps) {
  const { t } = useTexts('rescue');
  const { id } = useOpenProject();
  const { dismiss } = useRescueActions(id);
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => {
        if (next) return;
        dismiss.reset();
        onClose();
      }}
      title={t('dismissTitle')}
      keep={t('keep')}
      go={t('letGo')}
      busy={dismiss.isPending}
      error={dismiss.error ? t('stillKept', { reason: describeError(dismiss.error) }) : null}
      onGo={() => dismiss.mutate(work.name, { onSuccess: onClose })}
    >
      {t('dismissWhat', { moment: momentName(work.createdAt) })}
    </ConfirmDialog>
  );
}
