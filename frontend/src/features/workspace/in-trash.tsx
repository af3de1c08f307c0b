import { Link } from 'react-router';
import { describeError } from '@/api/errors';
import { useProjectActions } from '@/hooks/use-project-actions';
import { useTitle } from '@/hooks/use-title';
import { useTexts } from '@/texts';
import { Button, buttonClass } from '@/ui/button';
import { PageError } from '@/ui/page-error';

export interface InTrashProps {
  projectId: string;
  name: string;
  onRestored: () => void;
}

/** Somebody put it into the trash, perhaps while it was open here: the way back. */
export function InTrash({ projectId, name, onRestored }: InTrashProps) {
  const { t } = useTexts('workspace');
  useTitle(t('titleOf', { state: t('titleInTrash'), name }));
  const { restore } = useProjectActions();
  return (
    <PageError
      title={t('inTrash', { name })}
      action={
        <>
          <Link to="/projects/trash" className={buttonClass('outline')}>
            {t('openTrash')}
          </Link>
          <Button
            variant="primary"
            busy={restore.isPending}
            onClick={() => restore.mutate(projectId, { onSuccess: onRestored })}
          >
            {t('bringBack')}
          </Button>
        </>
      }
    >
      {restore.error ? t('notBroughtBack', { reason: describeError(restore.error) }) : t('trashKeeps')}
    </PageError>
  );
}
