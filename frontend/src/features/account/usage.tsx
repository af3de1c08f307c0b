import type { BudgetState, Usage as MonthUsage } from '@/api/types.generated';
import { exactly, money, resetName, roughly, share } from '@/lib/amounts';
import { useTexts } from '@/texts';
import { Meter } from '@/ui/meter';

const NAMES = {
  'plan month': 'planMonth',
  'plan day': 'planDay',
  'user month': 'userMonth',
  'user day': 'userDay',
} as const satisfies Record<`${BudgetState['scope']} ${BudgetState['period']}`, string>;

/** One that another of the same time always ends before says nothing. */
function isFelt(budget: BudgetState, _at: number, all: readonly BudgetState[]): boolean {
  return !all.some(({ period, limit }) => period === budget.period && limit < budget.limit);
}

export interface UsageProps {
  usage: MonthUsage | undefined;
  budgets: readonly BudgetState[];
}

/** What the agent's work cost, against what there is. */
export function Usage({ usage = {}, budgets }: UsageProps) {
  const { t } = useTexts('account');
  const { turns = 0, inputTokens = 0, outputTokens = 0, cachedTokens = 0, cacheWriteTokens = 0 } = usage;
  const tokens = inputTokens + outputTokens + cachedTokens + cacheWriteTokens;
  return (
    <>
      {budgets.filter(isFelt).map(({ scope, period, used, limit, resetsAt }) => (
        <div key={`${scope} ${period}`}>
          <Meter
            label={t(NAMES[`${scope} ${period}`])}
            amounts={t('usedOf', { used: money(used), limit: money(limit) })}
            share={share(used, limit)}
          />
          <p className="mt-1.5 text-xs text-ink-3">{t('beginsAnew', { when: resetName(resetsAt) })}</p>
        </div>
      ))}
      <p className="text-xs text-ink-2">
        {turns === 0 ? t('noTurns') : t('turns', { count: turns, turns: exactly(turns), tokens: roughly(tokens) })}
      </p>
    </>
  );
}
