import { type KeyboardEvent, useState } from 'react';

export interface DraftField {
  value: string;
  onChange: (value: string) => void;
  onBlur: () => void;
  onKeyDown: (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
}

/**
 * A field whose value is stored once it is left or Enter is pressed: one version, not one a key. Esc puts back what
 * stood there, and so does a refusal (`commit` answers false).
 */
export function useDraftValue(stored: string, commit: (value: string) => Promise<boolean> | false): DraftField {
  const [draft, setDraft] = useState<string | null>(null);
  const finish = () => {
    if (draft === null) return;
    if (draft === stored) {
      setDraft(null);
      return;
    }
    // What was typed stays in sight until it is stored, or refused.
    Promise.resolve(commit(draft)).finally(() => setDraft(null));
  };
  return {
    value: draft ?? stored,
    onChange: setDraft,
    onBlur: finish,
    onKeyDown: (event) => {
      if (event.nativeEvent.isComposing) return;
      if (event.key === 'Escape' && draft !== null) {
        event.stopPropagation();
        setDraft(null);
      }
      if (event.key !== 'Enter' || event.shiftKey) return;
      event.preventDefault();
      finish();
    },
  };
}
