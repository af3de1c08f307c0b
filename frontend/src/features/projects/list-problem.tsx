import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';

/** The live listener ended. */
export function ListProblem({ onRetry }: { onRetry: () => void }) {
  const { t } = useTexts('projects');
  return (
    <EmptyState
      title={t('failed')}
      action={
        <Button variant="primary" onClick={onRetry}>
          {t('again')}
        </Button>
      }
    >
      {t('failedText')}
    </EmptyState>
  );
}
