import { useChatActions } from '@/hooks/use-messages';
import type { UserItem } from '@/lib/chat';
import { cx } from '@/lib/cx';
import { Button } from '@/ui/button';

export function UserMessage({ item }: { item: UserItem }) {
  const { resend, giveUp } = useChatActions();
  return (
    <article aria-label="You" className="flex max-w-[88%] flex-col items-end gap-1.5 self-end">
      <p
        className={cx(
          'rounded-[14px_14px_4px_14px] bg-raised px-3 py-2.5 text-base whitespace-pre-wrap in-data-[theme=light]:bg-hover',
          '[overflow-wrap:anywhere] transition-base',
          item.delivery === 'sending' && 'opacity-60',
        )}
      >
        {item.content}
      </p>
      {item.delivery === 'failed' && (
        <div role="alert" className="flex flex-wrap items-center justify-end gap-2 text-xs text-danger">
          Not sent. {item.error}
          <Button size="sm" variant="ghost" onClick={() => giveUp(item.id)}>
            Remove
          </Button>
          <Button size="sm" onClick={() => resend(item.id)}>
            Retry
          </Button>
        </div>
      )}
    </article>
  );
}
