import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef } from 'react';
import { useConfig } from '@/hooks/use-config';
import { useTexts } from '@/texts';
import { useDraft, useDraftText } from './draft';
import { usePromptHistory } from './use-prompt-history';

const MAX_HEIGHT = 220;
/** Where the browser makes a field as high as its text, nothing has to be measured at every key. */
const MEASURES_ITSELF = typeof CSS !== 'undefined' && CSS.supports?.('field-sizing', 'content');

export interface ComposerFieldProps {
  placeholder: string;
  onSubmit: () => void;
  /** Escape in an empty field, in which nobody is typing. */
  onEscape: () => void;
  onPaste: (event: ClipboardEvent) => void;
}

/** Where one writes: Enter sends, Shift+Enter makes a line, ArrowUp brings back what one has said. */
export function ComposerField({ placeholder, onSubmit, onEscape, onPaste }: ComposerFieldProps) {
  const { t } = useTexts('chat');
  const draft = useDraft();
  const text = useDraftText();
  const { limits } = useConfig();
  const field = useRef<HTMLTextAreaElement>(null);
  const recall = usePromptHistory(field);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what makes it higher
  useEffect(() => {
    const area = field.current;
    if (!area || MEASURES_ITSELF) return;
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight, MAX_HEIGHT)}px`;
  }, [text]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      onSubmit();
    } else if (event.key === 'Escape' && !text) onEscape();
    else if (!event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey && recall(event.key)) {
      event.preventDefault();
    }
  };

  return (
    <textarea
      ref={field}
      data-composer
      rows={2}
      value={text}
      maxLength={limits?.promptMax ?? 32_000}
      aria-label={t('message')}
      placeholder={placeholder}
      enterKeyHint="send"
      onChange={(event) => draft.set(() => event.target.value)}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
      style={{ maxHeight: MAX_HEIGHT }}
      className="block field-sizing-content min-h-11 w-full resize-none bg-transparent px-1 text-base outline-none placeholder:text-ink-3"
    />
  );
}
