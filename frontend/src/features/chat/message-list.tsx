import { ArrowDown } from 'lucide-react';
import { useEffect } from 'react';
import { useChat } from '@/hooks/use-messages';
import type { ChatItem } from '@/lib/chat';
import { dayName } from '@/lib/versions';
import { Button } from '@/ui/button';
import { Skeleton } from '@/ui/skeleton';
import { AgentTurn } from './agent-turn';
import { Starters } from './starters';
import { useStickToEnd } from './use-stick-to-end';
import { UserMessage } from './user-message';

/** The conversation, oldest first, at its end unless somebody reads further up. */
export function MessageList() {
  const { items, status, showEarlier } = useChat();
  const { scroller, content, atEnd, toEnd } = useStickToEnd();
  // Notices may follow it; once something else has been said, trying it again makes no sense.
  const last = items.findLast((item) => item.kind !== 'notice');
  const mine = items.findLast((item) => item.kind === 'user')?.id;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a message of one's own is what leads to the end
  useEffect(toEnd, [mine, toEnd]);

  return (
    <div className="relative min-h-0 grow">
      <div
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label="Conversation"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
        tabIndex={0}
        className="h-full overflow-y-auto overscroll-contain outline-offset-[-2px]"
      >
        <div ref={content} className="flex min-h-full flex-col justify-end gap-3.5 px-4 pt-4 pb-3">
          {showEarlier && (
            <Button size="sm" variant="ghost" className="self-center" onClick={showEarlier}>
              Show earlier messages
            </Button>
          )}
          {status === 'loading' && <LoadingMessages />}
          {status === 'error' && <Unreadable />}
          {status === 'ready' && items.length === 0 && <Starters />}
          {items.map((item, index) => (
            <Entry key={item.id} item={item} before={items[index - 1]} newest={item === last} />
          ))}
        </div>
      </div>
      {!atEnd && (
        <Button
          size="sm"
          onClick={toEnd}
          className="absolute bottom-2 left-1/2 -translate-x-1/2 animate-appear rounded-full bg-raised shadow-float"
        >
          <ArrowDown className="size-3.5" />
          To the newest
        </Button>
      )}
    </div>
  );
}

function Entry({ item, before, newest }: { item: ChatItem; before: ChatItem | undefined; newest: boolean }) {
  const day = dayName(new Date(item.at));
  const newDay = before ? dayName(new Date(before.at)) !== day : day !== 'Today';
  return (
    <>
      {newDay && <p className="self-center text-2xs text-ink-3">{day}</p>}
      {item.kind === 'user' && <UserMessage item={item} />}
      {item.kind === 'agent' && <AgentTurn item={item} newest={newest} />}
      {item.kind === 'notice' && (
        <p className="self-center rounded-sm bg-hover px-3 py-1.5 text-center text-xs text-balance text-ink-2">
          {item.text}
        </p>
      )}
    </>
  );
}

function LoadingMessages() {
  return (
    <div aria-hidden="true" className="flex flex-col gap-3.5">
      <Skeleton className="h-10 w-3/5 self-end rounded-md" />
      <Skeleton className="h-4 w-4/5" />
      <Skeleton className="h-4 w-3/5" />
    </div>
  );
}

function Unreadable() {
  const { retry, error } = useChat();
  return (
    <div role="alert" className="flex items-center gap-3 rounded-md border border-line p-3">
      <p className="grow text-ink-2">
        {error?.code === 'permission-denied'
          ? 'You can’t read this conversation any more.'
          : 'We couldn’t read the conversation. It is kept.'}
      </p>
      <Button size="sm" onClick={retry}>
        Try again
      </Button>
    </div>
  );
}
