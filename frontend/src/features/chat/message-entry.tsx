import { memo } from 'react';
import { AgentTurn } from './agent-turn';
import type { MessageRow } from './message-rows';
import { Notice } from './notice';
import { UserMessage } from './user-message';

export interface MessageEntryProps {
  row: MessageRow;
  newest: boolean;
}

/** One thing that was said, with the day above it where another one begins. */
export const MessageEntry = memo(function MessageEntry({ row: { item, day }, newest }: MessageEntryProps) {
  return (
    <div className="flex flex-col gap-3.5">
      {day && <p className="self-center text-2xs text-ink-3">{day}</p>}
      {item.kind === 'user' && <UserMessage item={item} />}
      {item.kind === 'agent' && <AgentTurn item={item} newest={newest} />}
      {item.kind === 'notice' && <Notice item={item} />}
    </div>
  );
});
