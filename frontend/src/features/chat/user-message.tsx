import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { MessageAttachments } from '@/features/assets/message-attachments';
import { useAccount } from '@/hooks/use-auth';
import { useChat, useChatActions } from '@/hooks/use-messages';
import { useCanEdit } from '@/hooks/use-open-project';
import { usePeople } from '@/hooks/use-people';
import type { UserItem } from '@/lib/chat';
import { cx } from '@/lib/cx';
import { useTexts } from '@/texts';
import { Button, IconButton } from '@/ui/button';
import { Tooltip } from '@/ui/tooltip';
import { EditMessage } from './edit-message';
import { MessageTools } from './message-tools';
import { PointedAt } from './pointed-at';

export function UserMessage({ item }: { item: UserItem }) {
  const { t } = useTexts('chat');
  const [editing, setEditing] = useState(false);
  const people = usePeople();
  const { uid } = useAccount();
  const { id, content, context, attachments, delivery } = item;
  // Several people may work on one video.
  const other = item.authorId !== null && item.authorId !== uid ? (people(item.authorId) ?? t('somebody')) : null;
  if (editing) return <EditMessage item={item} onClose={() => setEditing(false)} />;
  return (
    <article aria-label={other ?? t('you')} className="group/message flex w-full flex-col items-end gap-1.5 self-end">
      {other && (
        <p aria-hidden="true" className="max-w-full truncate text-2xs text-ink-3" title={other}>
          {other}
        </p>
      )}
      <div className="flex w-full items-center justify-end gap-1">
        {delivery === 'taken' && (
          <MessageTools text={content}>
            <EditButton item={item} onClick={() => setEditing(true)} />
          </MessageTools>
        )}
        <div
          className={cx(
            'flex min-w-0 max-w-[82%] flex-col gap-2 rounded-[14px] rounded-ee-[4px] bg-raised px-3 py-2.5 in-data-[theme=light]:bg-hover',
            (delivery === 'sending' || delivery === 'offline') && 'opacity-60',
          )}
        >
          <MessageAttachments ids={attachments} />
          <p className="text-base whitespace-pre-wrap [overflow-wrap:anywhere]">{content}</p>
        </div>
      </div>
      {context?.element && <PointedAt element={context.element} frame={context.frame ?? null} />}
      {delivery === 'offline' && <p className="text-xs text-ink-3">{t('waitsForConnection')}</p>}
      {delivery === 'failed' && <NotSent id={id} error={item.error} />}
    </article>
  );
}

/** One's own words can be said otherwise, while nothing is under way. */
function EditButton({ item, onClick }: { item: UserItem; onClick: () => void }) {
  const { t } = useTexts('chat');
  const { uid } = useAccount();
  const canEdit = useCanEdit();
  const { workingTurnId } = useChat();
  if (!canEdit || workingTurnId || item.authorId !== uid) return null;
  return (
    <Tooltip label={t('editMessage')}>
      <IconButton label={t('editMessage')} size="sm" className="text-ink-3 pointer-coarse:size-8" onClick={onClick}>
        <Pencil className="size-3.5" />
      </IconButton>
    </Tooltip>
  );
}

function NotSent({ id, error }: { id: string; error: string | null }) {
  const { t } = useTexts('chat');
  const { resend, giveUp } = useChatActions();
  return (
    <div role="alert" className="flex flex-wrap items-center justify-end gap-2 text-xs text-danger">
      {t('notSent', { reason: error ?? '' })}
      <Button size="sm" variant="ghost" onClick={() => giveUp(id)}>
        {t('remove')}
      </Button>
      <Button size="sm" onClick={() => resend(id)}>
        {t('retry')}
      </Button>
    </div>
  );
}
