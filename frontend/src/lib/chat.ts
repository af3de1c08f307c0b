import type { CardAnswer, ChatMessage, MessageContext, TurnLimit, TurnUsage } from '@/api/types.generated';
import { activeTurn, type LiveSession, type TurnEnd } from './live-session';
import { liveStep, type Step, stepsOf } from './steps';

/** A message on its way to the edge. It leaves this list when Firestore shows it. */
export interface Outgoing {
  id: string;
  content: string;
  context: MessageContext | null;
  /** Ids of assets. */
  attachments: readonly string[];
  /** `offline`: it goes by itself once there is a connection. */
  state: 'sending' | 'offline' | 'failed';
  error: string | null;
  sentAt: number;
}

/** A message that waits for its turn. */
export interface Waiting {
  id: string;
  content: string;
  state: 'sending' | 'offline' | 'queued';
}

export type Card = NonNullable<ChatMessage['card']>;

export interface UserItem {
  kind: 'user';
  id: string;
  content: string;
  /** Where the person was, and what they pointed at. */
  context: MessageContext | null;
  attachments: readonly string[];
  /** Null while it is on its way, which only one's own messages are. */
  authorId: string | null;
  at: string;
  delivery: 'sending' | 'offline' | 'waiting' | 'taken' | 'failed';
  error: string | null;
}

export interface AgentItem {
  kind: 'agent';
  id: string;
  at: string;
  turnId: string | null;
  text: string;
  steps: readonly Step[];
  state: 'working' | 'stopping' | 'done' | 'failed' | 'stopped' | 'limit';
  error: string | null;
  checkpointSha: string | null;
  /** The user's words that this turn answers, to send them again. */
  asked: string | null;
  /** The stored message, where there is one; a card is answered by its id. */
  messageId: string | null;
  /** What the agent wants decided. */
  card: Card | null;
  answer: CardAnswer | null;
  limit: TurnLimit | null;
  usage: TurnUsage | null;
  /** Requests to click next. */
  suggestions: readonly string[];
  /** How long the turn took, where this page's session saw it. */
  ms: number | null;
}

export interface NoticeItem {
  kind: 'notice';
  id: string;
  at: string;
  text: string;
  /** The version that it is about. */
  checkpointSha: string | null;
  /** How many notices of versions before it, with nothing said in between, it stands for. */
  earlier: number;
}

export type ChatItem = UserItem | AgentItem | NoticeItem;

export interface Chat {
  items: ChatItem[];
  waiting: Waiting[];
  /** The turn under way, by the live session or, while that is silent, by the stored messages. */
  workingTurnId: string | null;
}

export interface ChatSources {
  /** Oldest first, as stored. */
  messages: readonly ChatMessage[];
  outgoing: readonly Outgoing[];
  live: LiveSession | null;
}

/**
 * The conversation as it is shown: what is stored is the truth, text that is being written and messages being sent are
 * laid over it. Messages that wait while a turn runs are apart, in `waiting`.
 */
export function mergeChat({ messages, outgoing, live }: ChatSources): Chat {
  const stored = new Set(messages.map((message) => message.id));
  const unsent = outgoing.filter((message) => !stored.has(message.id));
  const turn = live ? activeTurn(live) : null;
  const running = messages.find(
    (message) => message.role === 'user' && message.status === 'running' && !hasEnded(message, live),
  );
  const workingTurnId = turn?.turnId ?? running?.turnId ?? null;
  // The events tell which message a turn has taken before its stored copy does.
  const taken = turn?.messageId ?? null;
  const isQueued = ({ id, role, status }: ChatMessage) => role === 'user' && status === 'queued' && id !== taken;

  const waiting: Waiting[] = [
    ...messages.filter(isQueued).map(({ id, content }) => ({ id, content, state: 'queued' as const })),
    ...unsent
      .filter(({ id, state }) => state !== 'failed' && id !== taken)
      .map(({ id, content, state }) => ({ id, content, state: state === 'offline' ? state : ('sending' as const) })),
  ];
  // While nothing runs, the first one that waits is the one that goes next: it stands in the conversation already.
  const next = workingTurnId ? undefined : waiting.shift();

  const items: ChatItem[] = [];
  const answered = new Set(messages.map(({ role, turnId }) => (role === 'assistant' && turnId) || ''));
  const asked = askedByTurn(messages);
  for (const message of messages) {
    const { id, role, turnId } = message;
    if (role === 'system') items.push(settled(message, notice));
    else if (role === 'assistant' && isOver(message, live, workingTurnId)) {
      items.push(settled(message, (said) => agentItem(said, asked, null, null)));
    } else if (role === 'assistant') items.push(agentItem(message, asked, live, workingTurnId));
    else if (!isQueued(message)) items.push(settled(message, (said) => userItem(said, 'taken')));
    else if (id === next?.id) items.push(userItem(message, 'waiting'));
    if (role === 'user' && turnId && turnId !== workingTurnId && !answered.has(turnId) && isUnhappy(message)) {
      items.push(silentEnd(message, turnId, live));
    }
  }
  for (const message of unsent) {
    if (message.state === 'failed' || message.id === next?.id || message.id === taken) {
      items.push(outgoingItem(message, message.id === taken ? 'taken' : message.state));
    }
  }
  if (workingTurnId && !answered.has(workingTurnId)) items.push(firstSigns(workingTurnId, messages, asked, live));
  return { items: folded(items), waiting, workingTurnId };
}

/** Most of a conversation only depends on what is stored: it is made once, however often the live part changes. */
const SETTLED = new WeakMap<ChatMessage, ChatItem>();

function settled(message: ChatMessage, make: (message: ChatMessage) => ChatItem): ChatItem {
  const known = SETTLED.get(message);
  if (known) return known;
  const item = make(message);
  SETTLED.set(message, item);
  return item;
}

/** The agent's message of a turn that the events tell nothing about. */
function isOver({ id, turnId, status }: ChatMessage, live: LiveSession | null, workingTurnId: string | null): boolean {
  if (status === 'streaming' || (turnId && turnId === workingTurnId)) return false;
  return !live || !((turnId && (live.activities[turnId] || live.ended[turnId])) || live.texts[id] !== undefined);
}

/** What was asked for, by the turn that answers it. */
function askedByTurn(messages: readonly ChatMessage[]): ReadonlyMap<string, string> {
  const asked = new Map<string, string>();
  for (const { role, turnId, content } of messages) if (role === 'user' && turnId) asked.set(turnId, content);
  return asked;
}

function notice({ id, createdAt, content, checkpointSha = null }: ChatMessage): NoticeItem {
  return { kind: 'notice', id, at: createdAt, text: content, checkpointSha, earlier: 0 };
}

/** Edits by hand come in numbers: of versions told one after the other the newest stands for all. */
function folded(items: readonly ChatItem[]): ChatItem[] {
  const kept: ChatItem[] = [];
  for (const item of items) {
    const before = kept.at(-1);
    if (item.kind === 'notice' && item.checkpointSha && before?.kind === 'notice' && before.checkpointSha) {
      kept[kept.length - 1] = standingFor(item, before.earlier + 1);
    } else kept.push(item);
  }
  return kept;
}

const FOLDS = new WeakMap<NoticeItem, NoticeItem>();

/** The same object for the same notice and number, so that its row isn't drawn again. */
function standingFor(item: NoticeItem, earlier: number): NoticeItem {
  const known = FOLDS.get(item);
  if (known?.earlier === earlier) return known;
  const fold = { ...item, earlier };
  FOLDS.set(item, fold);
  return fold;
}

function isUnhappy(message: ChatMessage): boolean {
  return message.status === 'failed' || message.status === 'stopped';
}

/** The end of a turn is heard through the events before Firestore shows it. */
function hasEnded(message: ChatMessage, live: LiveSession | null): boolean {
  return Boolean(message.turnId && live?.ended[message.turnId]);
}

function userItem(message: ChatMessage, delivery: UserItem['delivery']): UserItem {
  const { id, content, context = null, attachments = [], authorId = null, createdAt: at } = message;
  return { kind: 'user', id, content, context, attachments, authorId, at, delivery, error: null };
}

function outgoingItem(message: Outgoing, delivery: UserItem['delivery']): UserItem {
  return {
    kind: 'user',
    id: message.id,
    content: message.content,
    context: message.context,
    attachments: message.attachments,
    authorId: null,
    at: new Date(message.sentAt).toISOString(),
    delivery,
    error: message.error,
  };
}

function agentItem(
  message: ChatMessage,
  asked: ReadonlyMap<string, string>,
  live: LiveSession | null,
  workingTurnId: string | null,
): AgentItem {
  const turnId = message.turnId ?? null;
  const working = turnId !== null && turnId === workingTurnId;
  const written = message.status === 'streaming' ? live?.texts[message.id] : undefined;
  return {
    kind: 'agent',
    id: turnId ?? message.id,
    at: message.createdAt,
    turnId,
    text: written !== undefined && !message.content.startsWith(written) ? written : message.content,
    steps: stepsOf(turnId, message, live),
    state: working ? workingState(live) : endState(message, turnId, live),
    error: message.error ?? reasonOf(turnId, live),
    checkpointSha: message.checkpointSha ?? null,
    asked: (turnId && asked.get(turnId)) || null,
    messageId: message.id,
    card: message.card ?? null,
    answer: message.answer ?? null,
    limit: message.limit ?? endOf(turnId, live)?.limit ?? null,
    usage: message.usage ?? null,
    suggestions: message.suggestions ?? [],
    ms: endOf(turnId, live)?.ms ?? null,
  };
}

/** A turn that is under way and has no message of its own yet. */
function firstSigns(
  turnId: string,
  messages: readonly ChatMessage[],
  asked: ReadonlyMap<string, string>,
  live: LiveSession | null,
): AgentItem {
  const known = new Set(messages.map((message) => message.id));
  const unknown = Object.entries(live?.texts ?? {}).filter(([messageId]) => !known.has(messageId));
  return {
    kind: 'agent',
    id: turnId,
    at: new Date().toISOString(),
    turnId,
    text: unknown.at(-1)?.[1] ?? '',
    steps: (live?.activities[turnId] ?? []).map(liveStep),
    state: workingState(live),
    error: null,
    checkpointSha: null,
    asked: asked.get(turnId) ?? null,
    ...UNSAID,
  };
}

/** A turn that failed or was stopped before it said anything. */
function silentEnd(message: ChatMessage, turnId: string, live: LiveSession | null): AgentItem {
  return {
    kind: 'agent',
    id: turnId,
    at: message.createdAt,
    turnId,
    text: '',
    steps: stepsOf(turnId, message, live),
    state: endState(message, turnId, live),
    error: message.error ?? reasonOf(turnId, live),
    checkpointSha: null,
    asked: message.content,
    ...UNSAID,
    limit: endOf(turnId, live)?.limit ?? null,
  };
}

/** What only the agent's own message carries. */
const UNSAID = {
  messageId: null,
  card: null,
  answer: null,
  limit: null,
  usage: null,
  suggestions: [] as readonly string[],
  ms: null,
};

function endOf(turnId: string | null, live: LiveSession | null): TurnEnd | null {
  return (turnId && live?.ends[turnId]) || null;
}

function workingState(live: LiveSession | null): AgentItem['state'] {
  return live && activeTurn(live)?.state === 'stopping' ? 'stopping' : 'working';
}

function endState(message: ChatMessage, turnId: string | null, live: LiveSession | null): AgentItem['state'] {
  const { status, limit } = message;
  const ended = turnId ? live?.ended[turnId] : undefined;
  if (ended === 'limit' || limit) return 'limit';
  if (status === 'failed' || status === 'stopped') return status;
  return ended === 'failed' || ended === 'stopped' ? ended : 'done';
}

function reasonOf(turnId: string | null, live: LiveSession | null): string | null {
  return turnId && live?.turn?.turnId === turnId ? live.turn.reason : null;
}
