import { RotateCw } from 'lucide-react';
import { DecisionCard } from '@/features/cards/decision-card';
import { useActiveTurn, useFixAttempt, useTrouble } from '@/hooks/use-events';
import { useChatActions } from '@/hooks/use-messages';
import type { AgentItem } from '@/lib/chat';
import { Button } from '@/ui/button';
import { Spinner } from '@/ui/spinner';
import { LimitCard } from './limit-card';
import { Markdown } from './markdown';
import { Receipt } from './receipt';
import { Elapsed, StepList } from './step-list';

export interface AgentTurnProps {
  item: AgentItem;
  /** The newest turn may be tried again. */
  newest: boolean;
}

/** What the agent said and did in one turn. */
export function AgentTurn({ item, newest }: AgentTurnProps) {
  const working = item.state === 'working' || item.state === 'stopping';
  const busyStep = item.steps.some((step) => step.state === 'running');
  const { card, messageId, limit } = item;
  // A turn that ended badly before it said anything has its reason as its text.
  const text = item.error !== null && item.text === item.error ? '' : item.text;
  return (
    <article aria-label="StoryDream" className="flex flex-col gap-2.5" aria-busy={working || undefined}>
      {text && <Markdown text={text} />}
      <StepList steps={item.steps} />
      {working && !busyStep && <Thinking stopping={item.state === 'stopping'} />}
      {!working && card && messageId && (
        <DecisionCard card={card} messageId={messageId} answer={item.answer} open={newest} />
      )}
      {!working && limit && <LimitCard limit={limit} newest={newest} />}
      {!working && !limit && item.state !== 'done' && <Ending item={item} newest={newest} />}
      {!working && <Receipt item={item} />}
    </article>
  );
}

function Thinking({ stopping }: { stopping: boolean }) {
  const turn = useActiveTurn();
  const fix = useFixAttempt();
  const trouble = useTrouble();
  const words = stopping
    ? 'Stopping'
    : trouble
      ? `${trouble} Trying again`
      : fix
        ? `Mending the preview, try ${fix.n} of ${fix.max}`
        : 'Working';
  return (
    <p className="flex min-h-6 items-center gap-2 text-xs">
      <Spinner />
      {words}
      <span className="ml-auto text-ink-3">{turn && <Elapsed since={turn.since} />}</span>
    </p>
  );
}

const WORDS: Record<'failed' | 'stopped' | 'limit', string> = {
  failed: 'This didn’t work out.',
  stopped: 'Stopped.',
  limit: 'Stopped at the limit of one turn.',
};

function Ending({ item, newest }: AgentTurnProps) {
  const { send } = useChatActions();
  if (item.state === 'working' || item.state === 'stopping' || item.state === 'done') return null;
  const { asked } = item;
  return (
    <div
      role={item.state === 'failed' ? 'alert' : undefined}
      className="flex items-center gap-3 rounded-md border border-line px-3 py-2.5 text-sm"
    >
      <p className="min-w-0 grow text-ink-2 [overflow-wrap:anywhere]">
        <span className={item.state === 'failed' ? 'text-danger' : 'text-ink'}>{WORDS[item.state]}</span>
        {item.state === 'stopped'
          ? item.checkpointSha
            ? ' What was done so far is kept.'
            : ' The video is as it was before.'
          : item.error && ` ${item.error}`}
      </p>
      {newest && asked && item.state === 'failed' && (
        <Button size="sm" onClick={() => send(asked)}>
          <RotateCw className="size-3.5" />
          Try again
        </Button>
      )}
      {newest && item.state === 'limit' && (
        <Button size="sm" onClick={() => send('Go on')}>
          Go on
        </Button>
      )}
    </div>
  );
}
