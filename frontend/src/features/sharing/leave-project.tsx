import { useState } from 'react';
import { useNavigate } from 'react-router';
import { describeError } from '@/api/errors';
import { useOpenProject } from '@/hooks/use-open-project';
import { useLeave } from '@/hooks/use-sharing';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { ConfirmDialog } from '@/ui/confirm-dialog';

/** For everybody but the owner: out of the project, after one more question. */
export function LeaveProject() {
  const { t } = useTexts('sharing');
  const { name } = useOpenProject();
  const navigate = useNavigate();
  const leave = useLeave(() => void navigate('/projects/shared'));
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="ghost" size="sm" className="pointer-coarse:h-11" onClick={() => setAsking(true)}>
        {t('leaveProject')}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          leave.reset();
          setAsking(open);
        }}
        title={t('leaveTitle', { name })}
        keep={t('leaveKeep')}
        go={t('leave')}
        busy={leave.isPending}
        error={leave.error ? t('leaveFailed', { reason: describeError(leave.error) }) : null}
        onGo={() => leave.mutate()}
      >
        {t('leaveWhat')}
      </ConfirmDialog>
    </>
  );
}
