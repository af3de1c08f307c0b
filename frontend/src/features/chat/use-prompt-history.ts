import { type RefObject, useRef } from 'react';
import { useAccount } from '@/hooks/use-auth';
import { useChat } from '@/hooks/use-messages';
import type { ChatItem } from '@/lib/chat';
import { useDraft } from './draft';

/** What one has said in this project comes back by ArrowUp in an empty field, the newest first; ArrowDown leads back. */
export function usePromptHistory(field: RefObject<HTMLTextAreaElement | null>): (key: string) => boolean {
  const draft = useDraft();
  const { items } = useChat();
  const { uid } = useAccount();
  /** Which of them stands in the field, from 1; 0 is none. */
  const at = useRef(0);

  return (key) => {
    if (key !== 'ArrowUp' && key !== 'ArrowDown') return false;
    const said = promptsOf(items, uid);
    const text = draft.get();
    // Changed since: it is a text of its own now, and the arrows move in it.
    if (text !== (said[at.current - 1] ?? '')) at.current = 0;
    if (text && at.current === 0) return false;
    const next = at.current + (key === 'ArrowUp' ? 1 : -1);
    if (next < 0 || next > said.length) return at.current > 0;
    at.current = next;
    draft.set(() => said[next - 1] ?? '');
    requestAnimationFrame(() =>
      field.current?.setSelectionRange(field.current.value.length, field.current.value.length),
    );
    return true;
  };
}

/** Newest first, each once. */
function promptsOf(items: readonly ChatItem[], uid: string): string[] {
  const said = items.flatMap((item) =>
    item.kind === 'user' && (item.authorId === uid || item.authorId === null) ? [item.content] : [],
  );
  return [...new Set(said.reverse())];
}
