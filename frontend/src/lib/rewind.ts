import type { ChatMessage, Checkpoint } from '@/api/types.generated';

/**
 * The version that the project was at when a message's turn began; undefined when it is older than these checkpoints.
 * `checkpoints` newest first, `messages` oldest first and none missing behind the message.
 *
 * A turn's checkpoint belongs where its message stands, whenever it was made: a message may have waited in the queue.
 */
export function versionBefore(
  checkpoints: readonly Checkpoint[],
  messages: readonly ChatMessage[],
  messageId: string,
): Checkpoint | undefined {
  const at = messages.findIndex(({ id }) => id === messageId);
  const message = messages[at];
  if (!message) return undefined;
  const later = new Set(messages.slice(at).flatMap(({ role, turnId }) => (role === 'user' && turnId ? [turnId] : [])));
  return checkpoints.find(({ turnId, createdAt }) => (turnId ? !later.has(turnId) : createdAt < message.createdAt));
}

const NAME_MAX = 60;

/** A branch's name by which it is found again, and no other has: "Before “Make it blue” · 26 Nov, 14:05:09". */
export function branchName(before: string, now: Date): string {
  const when = MOMENT.format(now);
  const words = before.replace(/\s+/g, ' ').trim();
  const most = NAME_MAX - `Before “” · ${when}`.length;
  return `Before “${words.length <= most ? words : `${words.slice(0, most - 1).trimEnd()}…`}” · ${when}`;
}

const MOMENT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
