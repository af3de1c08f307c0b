import { DecisionCard } from '@/features/cards/decision-card';
import type { AgentItem } from '@/lib/chat';
import { useTexts } from '@/texts';
import { LimitCard } from './limit-card';
import { Markdown } from './markdown';
import { MessageTools } from './message-tools';
import { Receipt } from './receipt';
import { StepList } from './step-list';
import { Suggestions } from './suggestions';
import { Thinking } from './thinking';
import { TurnEnd } from './turn-end';

export interface AgentTurnProps {
  item: AgentItem;
  /** The newest turn may be tried again. */
  newest: boolean;
}

/** What the agent said and did in one turn. */
export function AgentTurn({ item, newest }: AgentTurnProps) {
  const { t } = useTexts('chat');
  const working = item.state === 'working' || item.state === 'stopping';
  const busyStep = item.steps.some((step) => step.state === 'running');
  const { card, messageId, limit, suggestions } = item;
  // A turn that ended badly before it said anything has its reason as its text.
  const text = item.error !== null && item.text === item.error ? '' : item.text;
  return (
    <article aria-label={t('agent')} className="group/message flex flex-col gap-2.5" aria-busy={working || undefined}>
      {text && <Markdown text={text} growing={working} />}
      <StepList steps={item.steps} sha={item.checkpointSha} newest={newest} />
      {working && !busyStep && <Thinking stopping={item.state === 'stopping'} />}
      {!working && card && messageId && (
        <DecisionCard card={card} messageId={messageId} answer={item.answer} open={newest} />
      )}
      {!working && limit && <LimitCard limit={limit} newest={newest} />}
      {!working && !limit && item.state !== 'done' && <TurnEnd item={item} newest={newest} />}
      {!working && (
        <div className="-my-1 flex min-h-7 items-start gap-2">
          <Receipt item={item} />
          {text && <MessageTools text={text} className="ms-auto" />}
        </div>
      )}
      {newest && suggestions.length > 0 && <Suggestions requests={suggestions} />}
    </article>
  );
}
