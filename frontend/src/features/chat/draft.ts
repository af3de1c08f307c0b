import { createContext, useContext, useMemo } from 'react';
import { useAccount } from '@/hooks/use-auth';
import { useStore } from '@/hooks/use-store';
import { createStore, type Store } from '@/lib/store';

/** What stands in the composer. A store of its own: a key pressed there is no news to the conversation. */
export type Draft = Store<string>;

export const DraftContext = createContext<Draft | null>(null);

export function useDraft(): Draft {
  const draft = useContext(DraftContext);
  if (!draft) throw new Error('useDraft needs <DraftContext>');
  return draft;
}

const whole = (text: string) => text;

export function useDraftText(): string {
  return useStore(useDraft(), whole);
}

/** Begins a sentence in the composer, to be finished there; what somebody has typed already stays. */
export function useBeginDraft(): (sentence: string) => void {
  const draft = useDraft();
  return (sentence) => {
    if (!draft.get().trim()) draft.set(() => sentence);
    focusComposer();
  };
}

/** With the caret behind what stands there. */
export function focusComposer(): void {
  const field = document.querySelector<HTMLTextAreaElement>('[data-composer]');
  field?.focus();
  // Once the sentence is in it.
  requestAnimationFrame(() => field?.setSelectionRange(field.value.length, field.value.length));
}

/** What stands in a project's composer, kept in this browser until it is sent. */
export function useKeptDraft(projectId: string): Draft {
  const { uid } = useAccount();
  return useMemo(() => createDraft(`storydream.draft.${uid}.${projectId}`), [uid, projectId]);
}

function createDraft(key: string): Draft {
  const draft = createStore(read(key));
  draft.subscribe(() => keep(key, draft.get()));
  return draft;
}

function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

function keep(key: string, text: string): void {
  try {
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    // storage is blocked or full: the draft lasts as long as the page
  }
}
