import { createContext, useContext, useState } from 'react';

interface Draft {
  text: string;
  setText: (text: string) => void;
}

export const DraftContext = createContext<Draft | null>(null);

/** What stands in the composer. */
export function useDraftText(): Draft {
  const draft = useContext(DraftContext);
  if (!draft) throw new Error('useDraftText needs <DraftContext>');
  return draft;
}

/** Begins a sentence in the composer, to be finished there; what somebody has typed already stays. */
export function useBeginDraft(): (sentence: string) => void {
  const { text, setText } = useDraftText();
  return (sentence) => {
    if (!text.trim()) setText(sentence);
    const field = document.querySelector<HTMLTextAreaElement>('[data-composer]');
    field?.focus();
    // Once the sentence is in it.
    requestAnimationFrame(() => field?.setSelectionRange(field.value.length, field.value.length));
  };
}

/** What stands in a project's composer, kept across reloads of this tab. */
export function useKeptDraft(projectId: string): Draft {
  const key = `storydream.draft.${projectId}`;
  const [text, setState] = useState(() => read(key));
  return {
    text,
    setText: (next) => {
      setState(next);
      try {
        if (next) sessionStorage.setItem(key, next);
        else sessionStorage.removeItem(key);
      } catch {
        // storage is blocked or full: the draft lasts as long as the page
      }
    },
  };
}

function read(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}
