import { useEffect, useRef, useState } from 'react';
import { useChat } from '@/hooks/use-messages';
import type { AgentItem, ChatItem } from '@/lib/chat';

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
  return (turn?.kind === 'agent' && WORDS[turn.state]) || 'The turn is finished.';
}
