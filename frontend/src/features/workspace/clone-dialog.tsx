import { Link } from 'react-router';
import { useOpenProject } from '@/hooks/use-open-project';
import { cloneCommand } from '@/lib/git';
import { useTexts } from '@/texts';
import { buttonClass } from '@/ui/button';
import { CopyField } from '@/ui/copy-field';
import { Dialog } from '@/ui/dialog';

export interface CloneDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** For who works with git: the command that clones this project, and where its password comes from. */
export function CloneDialog({ open, onOpenChange }: CloneDialogProps) {
  const { t } = useTexts('workspace');
  const { id, name } = useOpenProject();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      width="md"
      title={t('cloneTitle')}
      description={t('cloneWhat')}
      actions={
        <Link to="/settings#tokens" className={`${buttonClass('outline')} pointer-coarse:h-11`}>
          {t('cloneTokens')}
        </Link>
      }
    >
      <CopyField label={t('cloneCommand')} value={cloneCommand(window.location.origin, id, name)} />
      <p className="mt-3 text-pretty text-ink-2">{t('clonePassword')}</p>
    </Dialog>
  );
}
