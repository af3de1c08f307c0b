import { SquareMousePointer } from 'lucide-react';
import type { ClickedElement } from '@/api/types.generated';
import { useChatActions } from '@/hooks/use-messages';
import { useOpenProject } from '@/hooks/use-open-project';
import { usePreview, usePreviewActions } from '@/hooks/use-preview';
import type { UserItem } from '@/lib/chat';
import { cx } from '@/lib/cx';
import { elementName, momentOf } from '@/lib/pointing';
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
      {item.context?.element && <Pointed element={item.context.element} frame={item.context.frame ?? null} />}
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

/** What the person pointed at; a click leads back to the moment. */
function Pointed({ element, frame }: { element: ClickedElement; frame: number | null }) {
  const { videoSettings } = useOpenProject();
  const fps = usePreview((state) => state.clip?.fps) ?? videoSettings?.fps ?? 30;
  const { seek } = usePreviewActions();
  const words = [elementName(element), frame !== null && momentOf(frame, fps)].filter(Boolean).join(' · ');
  return (
    <button
      type="button"
      aria-label={`Pointed at ${words}. Go there`}
      title={`${element.file}:${element.line}`}
      onClick={() => frame !== null && seek(frame)}
      className="flex h-6 max-w-full items-center gap-1.5 rounded-sm px-1.5 text-xs text-ink-2 transition-base hover:bg-hover hover:text-ink"
    >
      <SquareMousePointer className="size-3.5 shrink-0" aria-hidden="true" />
      <span className="truncate">{words}</span>
    </button>
  );
}
