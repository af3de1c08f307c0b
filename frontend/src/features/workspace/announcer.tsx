import { useEffect, useRef, useState } from 'react';
import { useChat } from '@/hooks/use-messages';
import type { AgentItem, Card, ChatItem } from '@/lib/chat';

const WORDS: Partial<Record<AgentItem['state'], string>> = {
  done: 'The turn is finished.',
  stopped: 'The turn was stopped.',
  failed: 'The turn failed.',
  limit: 'The turn reached its limit.',
};

/** Tells screen readers when a turn ends; its words as they stream would be noise. */
export function Announcer() {
  const { items, workingTurnId } = useChat();
  const [words, setWords] = useState('');
  const before = useRef(workingTurnId);
  useEffect(() => {
    const ended = before.current;
    before.current = workingTurnId;
    if (workingTurnId) setWords('');
    else if (ended) setWords(endOf(ended, items));
  }, [workingTurnId, items]);
  return (
    <p aria-live="polite" className="sr-only">
      {words}
    </p>
  );
}

function endOf(turnId: string, items: readonly ChatItem[]): string {
  const turn = items.find((item) => item.kind === 'agent' && item.turnId === turnId);
  if (turn?.kind !== 'agent') return 'The turn is finished.';
  return turn.card ? cardWords(turn.card) : (WORDS[turn.state] ?? 'The turn is finished.');
}

function cardWords(card: Card): string {
  if ('options' in card) return `StoryDream asks: ${card.question}`;
  return 'scenes' in card
    ? 'StoryDream shows a storyboard to approve.'
    : 'StoryDream could not mend this, and asks how to go on.';
}
