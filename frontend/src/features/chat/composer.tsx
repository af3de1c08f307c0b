import { ArrowUp } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useStopTurn } from '@/features/workspace/use-stop-turn';
import { useConfig } from '@/hooks/use-config';
import { useChat, useChatActions } from '@/hooks/use-messages';
import { Tag } from '@/ui/chip';
import { useDraftText } from './draft';
import { ScopeChip } from './scope-chip';
import { StopControl } from './stop-control';
import { useScope } from './use-scope';

const MAX_HEIGHT = 220;

/** Where one writes. Enter sends, Shift+Enter makes a line; it works in every state, a message waits if it must. */
export function Composer() {
  const { text, setText } = useDraftText();
  const { workingTurnId } = useChat();
  const { send } = useChatActions();
  const { demoModel, limits } = useConfig();
  const { stop } = useStopTurn();
  const scope = useScope();
  const field = useRef<HTMLTextAreaElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what makes it higher
  useEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight, MAX_HEIGHT)}px`;
  }, [text]);

  const submit = () => {
    const content = text.trim();
    if (!content) return;
    send(content, scope.context);
    setText('');
    scope.reset();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
    // In an empty field nobody is typing.
    if (event.key === 'Escape' && !text && workingTurnId) stop(workingTurnId);
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      className="rounded-lg border border-line-strong bg-raised p-2.5 pt-3 transition-base focus-within:border-accent-line"
    >
      <textarea
        ref={field}
        data-composer
        rows={2}
        value={text}
        maxLength={limits?.promptMax ?? 32_000}
        aria-label="Message"
        placeholder={workingTurnId ? 'Add something for after this' : 'Ask for a change'}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="block w-full resize-none bg-transparent px-1 text-base outline-none placeholder:text-ink-3"
      />
      <div className="mt-2 flex items-center gap-2">
        <ScopeChip scope={scope} />
        {demoModel && !workingTurnId && <Tag className="md:hidden">Demo model</Tag>}
        <span className="grow" />
        <StopControl />
        <button
          type="submit"
          aria-label="Send"
          disabled={!text.trim()}
          className="grid size-8 shrink-0 place-items-center rounded-[10px] bg-primary text-on-primary transition-base hover:enabled:bg-primary-hover disabled:cursor-default disabled:opacity-45 pointer-coarse:size-10"
        >
          <ArrowUp className="size-4" />
        </button>
      </div>
    </form>
  );
}
