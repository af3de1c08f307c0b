import type { TurnLimit } from '@/api/types.generated';
import type {
  Frame,
  PresenceFact,
  PreviewFact,
  SaveFact,
  SessionEvent,
  SessionFact,
  ToolFact,
  TurnFact,
  TurnState,
} from './events';
import type { Timeline } from './timeline';
import { takePart, type Unsaved } from './unsaved';

export interface Cursor {
  sessionId: string;
  seq: number;
}

/** One thing the agent does or did; `at` by the browser's clock, for the seconds that run. */
export interface Activity extends ToolFact {
  at: number;
}

export interface Turn extends TurnFact {
  /** When this browser first heard of it. */
  since: number;
  /** When it began, by the pod's clock. */
  began: number;
}

/** What is known of a turn that has ended. */
export interface TurnEnd {
  /** How long it took. */
  ms: number;
  limit: TurnLimit | null;
}

/** All that the events of one session said so far. */
export interface LiveSession {
  cursor: Cursor;
  /** Events are missing: connect again with the cursor. */
  gap: boolean;
  session: SessionFact | null;
  turn: Turn | null;
  /** How each turn ended; the first end counts. */
  ended: Readonly<Record<string, TurnState>>;
  ends: Readonly<Record<string, TurnEnd>>;
  /** Pictures that this page has asked for, by the tool's id: data: URLs, or null for those that aren't kept any more. */
  pictures: Readonly<Record<string, string | null>>;
  activities: Readonly<Record<string, readonly Activity[]>>;
  /** Text of the messages that are being written, by message id. */
  texts: Readonly<Record<string, string>>;
  save: SaveFact | null;
  /** The newest checkpoint this session told of. */
  checkpoint: { sha: string; parent: string | null; summary: string } | null;
  preview: PreviewFact | null;
  /** The newest version's that could be read; the one before stays while the video is broken. */
  timeline: Timeline | null;
  /** Versions whose pictures were drawn meanwhile. */
  drawn: Readonly<Record<string, true>>;
  fix: { n: number; max: number } | null;
  presence: PresenceFact | null;
  /** What isn't saved, as far as this page has asked for it. */
  unsaved: Unsaved | null;
  /** What the turn under way meets with, and tries again. */
  trouble: string | null;
  /** What went wrong for good and somebody should know; it stays, whatever comes after it. */
  warning: string | null;
}

/** Turns whose activities are kept in the browser; older ones show the actions stored with their message. */
const TURNS_KEPT = 30;
const PICTURES_KEPT = 20;
const DRAWN_KEPT = 300;

export function startLive(sessionId: string): LiveSession {
  return {
    // 0 asks for everything the pod has kept, so that a page opened in mid-turn sees what the turn has done so far.
    cursor: { sessionId, seq: 0 },
    gap: false,
    session: null,
    turn: null,
    ended: {},
    ends: {},
    pictures: {},
    activities: {},
    texts: {},
    save: null,
    checkpoint: null,
    preview: null,
    timeline: null,
    drawn: {},
    fix: null,
    presence: null,
    unsaved: null,
    trouble: null,
    warning: null,
  };
}

/** Takes one frame. A frame seen before changes nothing, one that skips others only marks the gap. */
export function takeFrame(live: LiveSession, frame: Frame, now: number): LiveSession {
  const { seq, event, at } = frame;
  if (event?.type === 'snapshot') return takeSnapshot(live, event, seq ?? 0, { now, at });
  if (seq === null) return event ? takeEvent(live, event, { now, at }) : live;
  if (seq <= live.cursor.seq) return live;
  if (seq > live.cursor.seq + 1) return live.gap ? live : { ...live, gap: true };
  const next = event ? takeEvent(live, event, { now, at }) : live;
  return { ...next, cursor: { ...live.cursor, seq }, gap: false };
}

export function isTerminal(state: TurnState): boolean {
  return state === 'done' || state === 'stopped' || state === 'failed' || state === 'limit';
}

/** The turn that is under way, or null. */
export function activeTurn(live: LiveSession): Turn | null {
  const { turn } = live;
  return turn && (turn.state === 'running' || turn.state === 'stopping') ? turn : null;
}

type Snapshot = Extract<SessionEvent, { type: 'snapshot' }>;

/** The browser's clock, and the pod's. */
interface Clocks {
  now: number;
  at: number;
}

function takeSnapshot(live: LiveSession, event: Snapshot, seq: number, clocks: Clocks): LiveSession {
  const same = event.sessionId === live.cursor.sessionId;
  const base = same ? live : startLive(event.sessionId);
  const told: LiveSession = {
    ...base,
    cursor: { sessionId: event.sessionId, seq },
    gap: false,
    session: event.session,
    save: event.save,
    preview: event.preview,
    timeline: event.timeline ?? base.timeline,
    turn: null,
    fix: null,
    trouble: null,
  };
  return event.turn ? takeTurn({ ...told, turn: base.turn }, event.turn, clocks) : told;
}

function takeEvent(live: LiveSession, event: SessionEvent, clocks: Clocks): LiveSession {
  switch (event.type) {
    case 'session.state':
      return { ...live, session: { state: event.state, step: event.step } };
    case 'turn.state': {
      const { type: _type, ...fact } = event;
      return takeTurn(live, fact, clocks);
    }
    case 'text.delta':
      return takeText(live, event.messageId, event.offset, event.text);
    case 'tool':
      return takeTool(live, event, clocks.now);
    case 'checkpoint':
      return { ...live, checkpoint: { sha: event.sha, parent: event.parent, summary: event.summary } };
    case 'save.state':
      return { ...live, save: { state: event.state, sha: event.sha, reason: event.reason } };
    case 'preview.state':
      return { ...live, preview: { state: event.state, sha: event.sha, error: event.error } };
    case 'timeline':
      return { ...live, timeline: event.timeline };
    case 'strip':
      return { ...live, drawn: newest({ ...live.drawn, [event.sha]: true }, DRAWN_KEPT) };
    case 'fix.attempt':
      return { ...live, fix: { n: event.n, max: event.max } };
    case 'presence': {
      const { type: _type, ...presence } = event;
      return { ...live, presence };
    }
    case 'unsaved':
      return { ...live, unsaved: takePart(live.unsaved, event.told) };
    case 'picture': {
      const { toolId, url } = event;
      return { ...live, pictures: newest({ ...live.pictures, [toolId]: url }, PICTURES_KEPT) };
    }
    case 'error':
      if (!event.retryable) return { ...live, warning: event.message };
      return live.turn?.turnId === event.turnId ? { ...live, trouble: event.message } : live;
    case 'snapshot':
      return live; // taken before, with its seq
  }
}

function takeTurn(live: LiveSession, fact: TurnFact, { now, at }: Clocks): LiveSession {
  if (live.ended[fact.turnId]) return live; // a turn ends once
  const known = live.turn?.turnId === fact.turnId ? live.turn : null;
  const begun = known && known.state !== 'queued' ? known : null;
  const turn: Turn = { ...fact, since: begun?.since ?? now, began: begun?.began ?? at };
  if (!isTerminal(fact.state)) return known ? { ...live, turn } : { ...live, turn, fix: null, trouble: null };
  const end: TurnEnd = { ms: Math.max(0, at - turn.began), limit: fact.limit };
  return {
    ...live,
    turn,
    fix: null,
    trouble: null,
    ended: { ...live.ended, [fact.turnId]: fact.state },
    ends: { ...live.ends, [fact.turnId]: end },
  };
}

/** `offset` counts UTF-16 units, as JavaScript does. Text from the offset on is replaced: an answer may be asked again. */
function takeText(live: LiveSession, messageId: string, offset: number, added: string): LiveSession {
  const before = live.texts[messageId] ?? '';
  if (offset > before.length) return live; // its beginning was lost; the pod sends the whole text again
  return { ...live, trouble: null, texts: { ...live.texts, [messageId]: before.slice(0, offset) + added } };
}

function takeTool(live: LiveSession, event: Extract<SessionEvent, { type: 'tool' }>, now: number): LiveSession {
  const { type: _type, turnId, ...fact } = event;
  const list = live.activities[turnId] ?? [];
  const known = list.find((activity) => activity.toolId === fact.toolId);
  const next = known
    ? list.map((activity) => (activity === known ? { ...fact, at: known.at } : activity))
    : [...list, { ...fact, at: now }];
  return { ...live, activities: newest({ ...live.activities, [turnId]: next }, TURNS_KEPT) };
}

/** The `most` that were put in last. */
function newest<T>(all: Record<string, T>, most: number): Record<string, T> {
  const entries = Object.entries(all);
  return entries.length <= most ? all : Object.fromEntries(entries.slice(entries.length - most));
}
