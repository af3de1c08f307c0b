import type { BudgetState, Usage as MonthUsage } from '@/api/types.generated';
import { exactly, money, resetName, roughly, share } from '@/lib/amounts';
import { Meter } from '@/ui/meter';

const NAMES: Readonly<Record<`${BudgetState['scope']} ${BudgetState['period']}`, string>> = {
  'plan month': 'Your plan, this month',
  'plan day': 'Your plan, today',
  'user month': 'For one person, this month',
  'user day': 'For one person, today',
};

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
  const { turns = 0, inputTokens = 0, outputTokens = 0, cachedTokens = 0, cacheWriteTokens = 0 } = usage;
  const tokens = inputTokens + outputTokens + cachedTokens + cacheWriteTokens;
  return (
    <>
      {budgets.filter(isFelt).map(({ scope, period, used, limit, resetsAt }) => (
        <div key={`${scope} ${period}`}>
          <Meter
            label={NAMES[`${scope} ${period}`]}
            amounts={`${money(used)} of ${money(limit)}`}
            share={share(used, limit)}
          />
          <p className="mt-1.5 text-xs text-ink-3">Begins anew {resetName(resetsAt)}.</p>
        </div>
      ))}
      <p className="text-xs text-ink-2">
        {turns === 0
          ? 'No turns yet this month. Undo, restore and your own edits are always free.'
          : `${exactly(turns)} ${turns === 1 ? 'turn' : 'turns'} this month, ${roughly(tokens)} tokens. Undo, restore and your own edits are always free.`}
      </p>
    </>
  );
}
