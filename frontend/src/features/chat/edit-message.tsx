import { type KeyboardEvent, useState } from 'react';
import { describeError } from '@/api/errors';
import { useRewind } from '@/hooks/use-rewind';
import type { UserItem } from '@/lib/chat';
import { branchName } from '@/lib/rewind';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';

/** Says something else in a message's place: the video goes back to before it, what came after stays as a branch. */
export function EditMessage({ item, onClose }: { item: UserItem; onClose: () => void }) {
  const { t } = useTexts('chat');
  const [text, setText] = useState(item.content);
  const rewind = useRewind();
  const ready = text.trim() !== '' && !rewind.isPending;
  const submit = () => {
    if (!ready) return;
    const { id, content, context, attachments } = item;
    const branch = branchName(content, new Date());
    rewind.mutate({ messageId: id, branch, content: text.trim(), context, attachments }, { onSuccess: onClose });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    }
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    submit();
  };
  return (
    <form
      aria-label={t('editMessage')}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      className="flex w-full flex-col gap-2 self-end rounded-[14px] border border-accent-line bg-raised p-3"
    >
      <textarea
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to edit it
        autoFocus
        rows={3}
        value={text}
        aria-label={t('message')}
        onChange={(event) => setText(event.target.value)}
        onFocus={(event) => event.target.setSelectionRange(text.length, text.length)}
        onKeyDown={onKeyDown}
        className="block field-sizing-content max-h-60 min-h-16 w-full resize-none bg-transparent text-base outline-none"
      />
      <p className="text-xs text-pretty text-ink-2">{t('editNote')}</p>
      {rewind.error && (
        <p role="alert" className="text-xs text-danger">
          {t('couldNotGoBack', { reason: describeError(rewind.error) })}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button size="sm" variant="ghost" disabled={rewind.isPending} onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button size="sm" variant="primary" type="submit" busy={rewind.isPending} disabled={!ready}>
          {t('sendAgain')}
        </Button>
      </div>
    </form>
  );
}
