import { describeError } from '@/api/errors';
import type { RescuedWork } from '@/api/types.generated';
import { useOpenProject } from '@/hooks/use-open-project';
import { useRescueActions } from '@/hooks/use-rescues';
import { momentName } from '@/lib/versions';
import { ConfirmDialog } from '@/ui/confirm-dialog';

export interface DismissRescueProps {
  work: RescuedWork;
  open: boolean;
  onClose: () => void;
}

export function DismissRescue({ work, open, onClose }: DismissRescueProps) {
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
      title="Let this work go?"
      keep="Keep it"
      go="Let it go"
      busy={dismiss.isPending}
      error={dismiss.error ? `It is still kept. ${describeError(dismiss.error)}` : null}
      onGo={() => dismiss.mutate(work.name, { onSuccess: onClose })}
    >
      What was done at {momentName(work.createdAt)} isn’t offered again. Your versions stay as they are.
    </ConfirmDialog>
  );
}
