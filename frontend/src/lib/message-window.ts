import type { ChatMessage } from '@/api/types.generated';

/** What this page has of a conversation: its newest part live, and before it without a gap what was read further up. */
export interface MessageWindow {
  /** Oldest first. */
  messages: readonly ChatMessage[];
  /** Nothing came before them. */
  whole: boolean;
}

export const NOTHING_READ: MessageWindow = { messages: [], whole: false };

/**
 * The listener's newest `limit` messages, and what is known from before them. Where none of them is known, an unknown
 * number lies between: then what is older has to be read anew. A cache may hold fewer than there are: `fromCache` says
 * nothing about what came before.
 */
export function withNewest(
  known: MessageWindow,
  newest: readonly ChatMessage[],
  limit: number,
  fromCache: boolean,
): MessageWindow {
  const first = newest[0];
  if (newest.length < limit || !first) return { messages: newest, whole: known.whole || !fromCache };
  const ids = new Set(newest.map(({ id }) => id));
  if (!known.messages.some(({ id }) => ids.has(id))) return { messages: newest, whole: false };
  const older = known.messages.filter(({ id, createdAt }) => !ids.has(id) && createdAt <= first.createdAt);
  return { messages: [...older, ...newest], whole: known.whole };
}

/** With the page of at most `limit` messages that came before them. */
export function withOlder(known: MessageWindow, page: readonly ChatMessage[], limit: number): MessageWindow {
  const ids = new Set(known.messages.map(({ id }) => id));
  return { messages: [...page.filter(({ id }) => !ids.has(id)), ...known.messages], whole: page.length < limit };
}
