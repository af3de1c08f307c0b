import { ArrowUp } from 'lucide-react';
import { type Ref, useId } from 'react';
import { useConfig } from '@/hooks/use-config';
import type { Draft } from '@/hooks/use-draft';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { SizeControl } from './size-control';
import { TemplateChip } from './template-chip';

export interface PromptBoxProps {
  draft: Draft;
  onChange: (draft: Draft) => void;
  onSubmit: () => void;
  busy: boolean;
  error?: string | null;
  /** Beside the button. */
  note?: string;
  submitLabel?: string;
  canSubmitEmpty?: boolean;
  textRef?: Ref<HTMLTextAreaElement>;
}

/** Say what the video should be, and its size. Enter sends, Shift+Enter makes a new line. */
export function PromptBox(props: PromptBoxProps) {
  const { draft, onChange, onSubmit, busy, error, note, submitLabel, canSubmitEmpty = false, textRef } = props;
  const { prompt, size, templateId } = draft;
  const { t } = useTexts('projects');
  const promptMax = useConfig().limits?.promptMax ?? 32_000;
  const errorId = useId();
  const over = prompt.length - promptMax;
  const wrong = over > 0 ? t('tooLong', { count: over }) : error;
  const ready = !busy && over <= 0 && (canSubmitEmpty || prompt.trim() !== '');

  return (
    <form
      className="w-full rounded-lg border border-line-strong bg-surface text-start transition-base focus-within:border-accent-line"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onSubmit();
      }}
    >
      <textarea
        ref={textRef}
        value={prompt}
        aria-label={t('describe')}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={wrong ? errorId : undefined}
        placeholder={t('describeExample')}
        className="block field-sizing-content max-h-[40vh] min-h-[88px] w-full resize-none bg-transparent px-5 pt-4.5 pb-2 text-lg/[26px] placeholder:text-ink-3 focus:outline-none"
        onChange={(event) => onChange({ ...draft, prompt: event.target.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          if (ready) onSubmit();
        }}
      />
      {wrong && (
        <p id={errorId} role="alert" className="px-5 pb-1 text-xs text-danger">
          {wrong}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2 p-2.5">
        <SizeControl value={size} onChange={(next) => onChange({ ...draft, size: next })} />
        {templateId && <TemplateChip templateId={templateId} onDrop={() => onChange({ prompt, size })} />}
        <span className="grow" />
        {note && <span className="text-xs text-ink-3 max-md:hidden">{note}</span>}
        <Button
          type="submit"
          variant="primary"
          busy={busy}
          disabled={!ready}
          className="max-[440px]:w-full pointer-coarse:h-10"
        >
          {submitLabel ?? t('make')}
          {!busy && <ArrowUp className="size-4" />}
        </Button>
      </div>
    </form>
  );
}
