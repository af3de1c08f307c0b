import { Link } from 'react-router';
import type { TurnLimit } from '@/api/types.generated';
import { useChatActions } from '@/hooks/use-messages';
import { useCanEdit } from '@/hooks/use-open-project';
import { resetName, share, usedOf } from '@/lib/amounts';
import { Button, buttonClass } from '@/ui/button';
import { Card } from '@/ui/card';
import { Meter } from '@/ui/meter';

const TITLES: Readonly<Record<TurnLimit['kind'], string>> = {
  steps: 'This turn took all its steps',
  seconds: 'This turn took all its time',
  tokens: 'This turn took all its tokens',
  money: 'This turn cost what a turn may cost',
  budget: 'The budget is used up for now',
};

const MEASURES: Readonly<Record<TurnLimit['kind'], string>> = {
  steps: 'Steps',
  seconds: 'Time',
  tokens: 'Tokens',
  money: 'Cost of this turn',
  budget: 'Budget',
};

/** A turn that ended at a limit: what was used, that nothing is lost, and the one way on. */
export function LimitCard({ limit, newest }: { limit: TurnLimit; newest: boolean }) {
  const { send } = useChatActions();
  const canEdit = useCanEdit();
  const { kind, used, of, resetsAt } = limit;
  const budget = kind === 'budget';
  return (
    <Card className="border-line-strong p-4">
      <h3 className="text-base font-semibold text-pretty">{TITLES[kind]}</h3>
      <p className="mt-1 mb-3.5 text-sm text-pretty text-ink-2">
        {budget
          ? 'You can still watch, edit, undo and download.'
          : 'Going on begins a new turn from where this one stopped.'}{' '}
        Everything made so far is saved.
      </p>
      <Meter label={MEASURES[kind]} amounts={usedOf(limit)} share={share(used, of)} />
      {resetsAt && <p className="mt-2 text-xs text-ink-2">It begins anew {resetName(resetsAt)}.</p>}
      {newest && canEdit && (
        <div className="mt-3.5 flex gap-2">
          {budget ? (
            <Link to="/settings#usage" className={buttonClass('outline')}>
              See your usage
            </Link>
          ) : (
            <Button variant="primary" onClick={() => send('Go on')}>
              Go on
            </Button>
          )}
        </div>
      )}
    </Card>
  );
}
