import { useEffect, useRef, useState } from 'react';
import { useConfig } from '@/hooks/use-config';
import { useTexts } from '@/texts';

export interface RenameInputProps {
  name: string;
  onDone: (name: string | null) => void;
}

/** The name as a field, in its place. Enter or leaving it keeps the new name, Esc the old one (null). */
export function RenameInput({ name, onDone }: RenameInputProps) {
  const { t } = useTexts('projects');
  const [text, setText] = useState(name);
  const input = useRef<HTMLInputElement>(null);
  const finished = useRef(false);
  const nameMax = useConfig().limits?.nameMax ?? 120;

  useEffect(() => {
    input.current?.select();
  }, []);

  const finish = (next: string | null) => {
    if (finished.current) return; // the blur that follows Enter and Esc
    finished.current = true;
    const trimmed = next?.trim();
    onDone(trimmed && trimmed !== name ? trimmed : null);
  };
  return (
    <input
      ref={input}
      value={text}
      maxLength={nameMax}
      aria-label={t('name')}
      className="-mx-1 w-full min-w-0 rounded-xs bg-well px-1 text-base/5 font-medium outline-2 outline-accent"
      onChange={(event) => setText(event.target.value)}
      onBlur={() => finish(text)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) finish(text);
        if (event.key === 'Escape') finish(null);
        event.stopPropagation();
      }}
    />
  );
}
