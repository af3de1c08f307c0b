import { memo } from 'react';
import { cx } from '@/lib/cx';
import { AgentTurn } from './agent-turn';
import type { MessageRow } from './message-rows';
import { Notice } from './notice';
import { UserMessage } from './user-message';

export interface MessageEntryProps {
  row: MessageRow;
  newest: boolean;
  /** What was looked for stands in it. */
  found: boolean;
}

/** One thing that was said, with the day above it where another one begins. */
export const MessageEntry = memo(function MessageEntry({ row: { item, day }, newest, found }: MessageEntryProps) {
  return (
    <div className={cx('flex flex-col gap-3.5', found && 'rounded-md outline-2 outline-offset-4 outline-accent-line')}>
      {day && <p className="self-center text-2xs text-ink-3">{day}</p>}
      {item.kind === 'user' && <UserMessage item={item} />}
      {item.kind === 'agent' && <AgentTurn item={item} newest={newest} />}
      {item.kind === 'notice' && <Notice item={item} />}
    </div>
  );
});
