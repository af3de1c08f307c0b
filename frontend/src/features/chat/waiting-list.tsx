import { Clock3, Pencil, X } from 'lucide-react';
import { useState } from 'react';
import { describeError } from '@/api/errors';
import { useProblems } from '@/features/workspace/problems';
import { useChat, useChatActions } from '@/hooks/use-messages';
import { useSession } from '@/hooks/use-session';
import type { Waiting } from '@/lib/chat';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';

/** Messages that wait for their turn, above the composer: change them, or take them back. */
export function WaitingList() {
  const { t } = useTexts('chat');
  const { waiting, items } = useChat();
  const opening = useSession((view) => view.live === null);
  const first = items.findLast((item) => item.kind === 'user' && item.delivery === 'waiting');
  if (waiting.length === 0 && !(opening && first)) return null;
  return (
    <ul aria-label={t('waitingMessages')} className="mb-2 flex flex-col gap-1">
      {opening && first && (
        <li className="flex h-8 items-center gap-2 rounded-sm bg-hover px-2.5 text-xs text-ink-2">
          <Clock3 className="size-3.5 shrink-0" />
          {t('keptAndFirst')}
        </li>
      )}
      {waiting.map((message, index) => (
        <WaitingMessage key={message.id} message={message} first={index === 0} />
      ))}
    </ul>
  );
}

function WaitingMessage({ message, first }: { message: Waiting; first: boolean }) {
  const { t } = useTexts('chat');
  const { edit, withdraw } = useChatActions();
  const [editing, setEditing] = useState(false);
  const problems = useProblems();
  // It may have been taken in the meantime: the list shows so by itself, the bar says why nothing changed.
  const tell = (error: unknown) => problems.tell({ id: 'waiting', message: describeError(error) });

  const finish = (text: string) => {
    setEditing(false);
    const next = text.trim();
    if (next && next !== message.content) edit(message.id, next).catch(tell);
  };
  if (editing) {
    return (
      <li>
        <textarea
          // biome-ignore lint/a11y/noAutofocus: the person has just asked to edit it
          autoFocus
          rows={Math.min(6, message.content.split('\n').length)}
          defaultValue={message.content}
          aria-label={t('waitingMessage')}
          className="block field-sizing-content max-h-40 min-h-8 w-full resize-none rounded-sm border border-accent-line bg-well px-2.5 py-[7px] text-xs outline-none"
          onBlur={(event) => finish(event.target.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'Enter' && !event.shiftKey) {
              event.preventDefault();
              finish(event.currentTarget.value);
            }
            if (event.key === 'Escape') setEditing(false);
          }}
        />
      </li>
    );
  }
  return (
    <li className="flex min-h-8 items-center gap-1 rounded-sm bg-hover ps-2.5 pe-1 text-xs text-ink-2">
      <Clock3 className="me-1 size-3.5 shrink-0" />
      <span className="min-w-0 grow truncate" title={message.content}>
        {t(first ? 'nextMessage' : 'thenMessage', { content: message.content })}
      </span>
      {message.state === 'queued' && (
        <>
          <IconButton
            label={t('editWaiting')}
            size="sm"
            className="pointer-coarse:size-10"
            onClick={() => setEditing(true)}
          >
            <Pencil className="size-3.5" />
          </IconButton>
          <IconButton
            label={t('removeWaiting')}
            size="sm"
            className="pointer-coarse:size-10"
            onClick={() => withdraw(message.id).catch(tell)}
          >
            <X className="size-3.5" />
          </IconButton>
        </>
      )}
    </li>
  );
}
