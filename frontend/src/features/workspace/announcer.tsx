import { useEffect, useRef, useState } from 'react';
import { useChat } from '@/hooks/use-messages';
import type { AgentItem, Card, ChatItem } from '@/lib/chat';
import { type Texts, useTexts } from '@/texts';

const WORDS = { done: 'turnDone', stopped: 'turnStopped', failed: 'turnFailed', limit: 'turnLimit' } as const;

/** Tells screen readers when a turn ends; its words as they stream would be noise. */
export function Announcer() {
  const { t } = useTexts('workspace');
  const { items, workingTurnId } = useChat();
  const [words, setWords] = useState('');
  const before = useRef(workingTurnId);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the texts don't change while the page is open
  useEffect(() => {
    const ended = before.current;
    before.current = workingTurnId;
    if (workingTurnId) setWords('');
    else if (ended) setWords(endOf(ended, items, t));
  }, [workingTurnId, items]);
  return (
    <p aria-live="polite" className="sr-only">
      {words}
    </p>
  );
}

function endOf(turnId: string, items: readonly ChatItem[], t: Texts<'workspace'>): string {
  const turn = items.find((item) => item.kind === 'agent' && item.turnId === turnId);
  if (turn?.kind !== 'agent') return t('turnDone');
  return turn.card ? cardWords(turn.card, t) : t(wordOf(turn.state));
}

function wordOf(state: AgentItem['state']) {
  return state === 'working' || state === 'stopping' ? WORDS.done : WORDS[state];
}

function cardWords(card: Card, t: Texts<'workspace'>): string {
  if ('options' in card) return t('turnAsks', { question: card.question });
  return 'scenes' in card ? t('turnStoryboard') : t('turnFix');
}
