import { Link } from 'react-router';
import type { TurnLimit } from '@/api/types.generated';
import { useChatActions } from '@/hooks/use-messages';
import { useCanEdit } from '@/hooks/use-open-project';
import { resetName, share, usedOf } from '@/lib/amounts';
import { useTexts } from '@/texts';
import { Button, buttonClass } from '@/ui/button';
import { Card } from '@/ui/card';
import { Meter } from '@/ui/meter';

const TITLES = {
  steps: 'limitSteps',
  seconds: 'limitSeconds',
  tokens: 'limitTokens',
  money: 'limitMoney',
  budget: 'limitBudget',
} as const;

const MEASURES = {
  steps: 'measureSteps',
  seconds: 'measureSeconds',
  tokens: 'measureTokens',
  money: 'measureMoney',
  budget: 'measureBudget',
} as const;

/** A turn that ended at a limit: what was used, that nothing is lost, and the one way on. */
export function LimitCard({ limit, newest }: { limit: TurnLimit; newest: boolean }) {
  const { t } = useTexts('chat');
  const { send } = useChatActions();
  const canEdit = useCanEdit();
  const { kind, used, of, resetsAt } = limit;
  const budget = kind === 'budget';
  return (
    <Card className="border-line-strong p-4">
      <h3 className="text-base font-semibold text-pretty">{t(TITLES[kind])}</h3>
      <p className="mt-1 mb-3.5 text-sm text-pretty text-ink-2">{t(budget ? 'limitBudgetNote' : 'limitNote')}</p>
      <Meter label={t(MEASURES[kind])} amounts={usedOf(limit)} share={share(used, of)} />
      {resetsAt && <p className="mt-2 text-xs text-ink-2">{t('beginsAnew', { when: resetName(resetsAt) })}</p>}
      {newest && canEdit && (
        <div className="mt-3.5 flex gap-2">
          {budget ? (
            <Link to="/settings#usage" className={buttonClass('outline')}>
              {t('seeUsage')}
            </Link>
          ) : (
            <Button variant="primary" onClick={() => send(t('goOn'))}>
              {t('goOn')}
            </Button>
          )}
        </div>
      )}
    </Card>
  );
}
