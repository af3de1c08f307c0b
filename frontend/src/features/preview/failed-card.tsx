import { useMutation } from '@tanstack/react-query';
import { Link } from 'react-router';
import { describeError } from '@/api/errors';
import { useOpenProject } from '@/hooks/use-open-project';
import { useSession, useSessionActions } from '@/hooks/use-session';
import { useTexts } from '@/texts';
import { Button, buttonClass } from '@/ui/button';
import { StageCard } from './stage-card';

/** The project can't be opened, and trying by ourselves wouldn't help. */
export function FailedCard() {
  const { t } = useTexts('preview');
  const { status, statusReason } = useOpenProject();
  const problem = useSession((view) => view.problem);
  const { retry, retrySeed } = useSessionActions();
  const seeding = useMutation({ mutationFn: retrySeed });
  const unseeded = status === 'failed';
  return (
    <StageCard
      role="alert"
      title={unseeded ? t('seedFailed') : (problem?.title ?? t('openFailed'))}
      actions={
        <>
          <Link to="/projects" className={buttonClass('ghost')}>
            {t('allProjects')}
          </Link>
          <Button variant="primary" busy={seeding.isPending} onClick={() => (unseeded ? seeding.mutate() : retry())}>
            {t('tryAgain')}
          </Button>
        </>
      }
    >
      <p className="mt-1 text-ink-2">
        {seeding.error ? describeError(seeding.error) : unseeded ? statusReason : problem?.detail}
      </p>
    </StageCard>
  );
}
