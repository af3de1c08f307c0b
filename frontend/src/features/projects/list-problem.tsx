import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';

/** The live listener ended. */
export function ListProblem({ onRetry }: { onRetry: () => void }) {
  return (
    <EmptyState
      title="We couldn’t load your projects"
      action={
        <Button variant="primary" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      They are safe. Check your connection and try again.
    </EmptyState>
  );
}
