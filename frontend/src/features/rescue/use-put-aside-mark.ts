import { useChat } from '@/hooks/use-messages';
import type { ChatItem } from '@/lib/chat';

const SAYS_SO = /put aside|kept aside|rescue/i;

function saysSo(item: ChatItem): boolean {
  if (item.kind === 'notice') return SAYS_SO.test(item.text);
  return item.kind === 'agent' && SAYS_SO.test(item.error ?? '');
}

/** Changes whenever the conversation says that work was put aside: the last such word's id, empty while there is none. */
export function usePutAsideMark(): string {
  return useChat().items.findLast(saysSo)?.id ?? '';
}
