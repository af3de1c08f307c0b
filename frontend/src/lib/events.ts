import type { SessionState, TurnLimit } from '@/api/types.generated';
import { isJson, isOneOf, type Json, number, text, whole } from './json';
import type { Role } from './roles';
import { parseTimeline, type Timeline } from './timeline';
import { parseUnsaved, type UnsavedPart } from './unsaved';

export type TurnState = 'queued' | 'running' | 'stopping' | 'done' | 'stopped' | 'failed' | 'limit';
export type SaveState = 'saved' | 'pending' | 'failed';
export type ToolState = 'running' | 'done' | 'failed';

/** What is wrong with the video, as a check or the preview found it. */
export interface Fault {
  kind: string;
  message: string;
  sha: string | null;
  file: string | null;
  line: number | null;
  column: number | null;
  codeFrame: string | null;
  /** Frame of the video at which it happens. */
  frame: number | null;
  fingerprint: string | null;
}

export interface TurnFact {
  turnId: string;
  /** The user's message that the turn answers. */
  messageId: string | null;
  state: TurnState;
  reason: string | null;
  /** What ended it, when it reached a limit. */
  limit: TurnLimit | null;
}

export interface SaveFact {
  state: SaveState;
  sha: string | null;
  reason: string | null;
}

export interface Present {
  uid: string;
  role: Role;
  /** Empty when it isn't known. */
  name: string;
}

/** Who is in the open project, in the order in which they came; who of them has the pen, and who asks for it. */
export interface PresenceFact {
  people: readonly Present[];
  writer: string | null;
  asking: readonly string[];
}

export interface PreviewFact {
  state: 'ok' | 'building' | 'error';
  sha: string | null;
  error: Fault | null;
}

export interface SessionFact {
  state: SessionState;
  step: string;
}

export interface ToolFact {
  toolId: string;
  /** The tool's own name, as the agent knows it. */
  name: string;
  label: string;
  path: string | null;
  state: ToolState;
  /** How long it took; null while it runs. */
  ms: number | null;
  /** There is a picture of what it looked at, for who asks. */
  picture: boolean;
}

/** An event of the session, as the design's section 4 lists them; what the app makes no use of is not here. */
export type SessionEvent =
  | {
      type: 'snapshot';
      sessionId: string;
      session: SessionFact | null;
      turn: TurnFact | null;
      save: SaveFact | null;
      preview: PreviewFact | null;
      timeline: Timeline | null;
    }
  | ({ type: 'session.state' } & SessionFact)
  | ({ type: 'turn.state' } & TurnFact)
  | { type: 'text.delta'; messageId: string; offset: number; text: string }
  | ({ type: 'tool'; turnId: string } & ToolFact)
  | { type: 'checkpoint'; sha: string; parent: string | null; summary: string }
  | ({ type: 'save.state' } & SaveFact)
  | ({ type: 'preview.state' } & PreviewFact)
  | { type: 'fix.attempt'; n: number; max: number }
  | ({ type: 'presence' } & PresenceFact)
  | { type: 'timeline'; timeline: Timeline }
  /** This version's pictures are there now. */
  | { type: 'strip'; sha: string }
  | { type: 'unsaved'; told: UnsavedPart }
  /** As a data: URL; null when it isn't kept any more. */
  | { type: 'picture'; toolId: string; url: string | null }
  /** What goes wrong, in a turn or beside one; tried again by itself, or for a person to know. */
  | { type: 'error'; turnId: string | null; message: string; retryable: boolean };

/** A frame of the events socket. `event` is null for a type that the app doesn't know or use: its `seq` still counts. */
export interface Frame {
  /** Null for ephemeral events. */
  seq: number | null;
  /** Milliseconds since 1970, by the pod's clock. */
  at: number;
  event: SessionEvent | null;
}

/** Reads one frame; null for what isn't one. Nothing of a frame is believed before it has been looked at. */
export function parseFrame(raw: unknown): Frame | null {
  if (typeof raw !== 'string') return null;
  let json: unknown;
  try {
    json = JSON.parse(raw);
  } catch {
    return null; // a broken frame is dropped; the gap in seq asks for a replay
  }
  if (!isJson(json) || json['v'] !== 1 || typeof json['type'] !== 'string') return null;
  const at = typeof json['ts'] === 'string' ? Date.parse(json['ts']) : Number.NaN;
  return { seq: whole(json['seq']), at: Number.isNaN(at) ? Date.now() : at, event: parseEvent(json) };
}

function parseEvent(json: Json): SessionEvent | null {
  switch (json['type']) {
    case 'snapshot': {
      const sessionId = text(json['sessionId']);
      if (!sessionId) return null;
      const { session, turn, save, preview, timeline } = json;
      return {
        type: 'snapshot',
        sessionId,
        session: isJson(session) ? sessionFact(session) : null,
        turn: isJson(turn) ? turnFact(turn) : null,
        save: isJson(save) ? saveFact(save) : null,
        preview: isJson(preview) ? previewFact(preview) : null,
        timeline: isJson(timeline) ? parseTimeline(timeline) : null,
      };
    }
    case 'session.state':
      return tagged('session.state', sessionFact(json));
    case 'turn.state':
      return tagged('turn.state', turnFact(json));
    case 'save.state':
      return tagged('save.state', saveFact(json));
    case 'preview.state':
      return tagged('preview.state', previewFact(json));
    case 'text.delta': {
      const [messageId, offset] = [text(json['messageId']), whole(json['offset'])];
      if (!messageId || offset === null || typeof json['text'] !== 'string') return null;
      return { type: 'text.delta', messageId, offset, text: json['text'] };
    }
    case 'tool': {
      const [toolId, turnId, state] = [text(json['toolId']), text(json['turnId']), json['state']];
      if (!toolId || !turnId || !isOneOf(state, TOOL_STATES)) return null;
      return {
        type: 'tool',
        toolId,
        turnId,
        name: text(json['name']) ?? '',
        label: text(json['label']) ?? 'Working',
        path: text(json['path']),
        state,
        ms: number(json['ms']),
        picture: json['picture'] === true,
      };
    }
    case 'checkpoint': {
      const sha = text(json['sha']);
      return sha
        ? { type: 'checkpoint', sha, parent: text(json['parent']), summary: text(json['summary']) ?? '' }
        : null;
    }
    case 'fix.attempt': {
      const [n, max] = [whole(json['n']), whole(json['max'])];
      return n === null || max === null ? null : { type: 'fix.attempt', n, max };
    }
    case 'timeline': {
      const timeline = parseTimeline(json);
      return timeline && { type: 'timeline', timeline };
    }
    case 'strip': {
      const sha = text(json['sha']);
      return sha ? { type: 'strip', sha } : null;
    }
    case 'presence':
      return { type: 'presence', ...presenceFact(json) };
    case 'unsaved': {
      const told = parseUnsaved(json);
      return told && { type: 'unsaved', told };
    }
    case 'picture': {
      const toolId = text(json['toolId']);
      return toolId ? { type: 'picture', toolId, url: pictureUrl(json['mediaType'], json['data']) } : null;
    }
    case 'error': {
      const [turnId, message] = [text(json['turnId']), text(json['message'])];
      const retryable = json['retryable'] !== false;
      return message && (turnId || !retryable) ? { type: 'error', turnId, message, retryable } : null;
    }
    default:
      return null;
  }
}

const ROLES = ['owner', 'editor', 'commenter', 'viewer'] as const;
const TURN_STATES = ['queued', 'running', 'stopping', 'done', 'stopped', 'failed', 'limit'] as const;
const LIMIT_KINDS = ['steps', 'seconds', 'tokens', 'money', 'budget'] as const;
const LIMIT_UNITS = ['steps', 'seconds', 'tokens', 'micros'] as const;
const SAVE_STATES = ['saved', 'pending', 'failed'] as const;
const TOOL_STATES = ['running', 'done', 'failed'] as const;
const PREVIEW_STATES = ['ok', 'building', 'error'] as const;
const SESSION_STATES = ['claiming', 'restoring', 'starting', 'ready', 'broken', 'queued', 'failed', 'closed'] as const;

function sessionFact(json: Json): SessionFact | null {
  return isOneOf(json['state'], SESSION_STATES) ? { state: json['state'], step: text(json['step']) ?? '' } : null;
}

function presenceFact(json: Json): PresenceFact {
  const people = Array.isArray(json['people']) ? json['people'] : [];
  const asking = Array.isArray(json['asking']) ? json['asking'] : [];
  return {
    people: people.flatMap((one: unknown) => {
      const uid = isJson(one) ? text(one['uid']) : null;
      return isJson(one) && uid && isOneOf(one['role'], ROLES)
        ? [{ uid, role: one['role'], name: text(one['name']) ?? '' }]
        : [];
    }),
    writer: text(json['writer']),
    asking: asking.filter((uid) => typeof uid === 'string'),
  };
}

function turnFact(json: Json): TurnFact | null {
  const turnId = text(json['turnId']);
  if (!turnId || !isOneOf(json['state'], TURN_STATES)) return null;
  const limit = isJson(json['limit']) ? parseLimit(json['limit']) : null;
  return { turnId, messageId: text(json['messageId']), state: json['state'], reason: text(json['reason']), limit };
}

function parseLimit(json: Json): TurnLimit | null {
  const [kind, unit, used, of] = [json['kind'], json['unit'], number(json['used']), number(json['of'])];
  if (!isOneOf(kind, LIMIT_KINDS) || !isOneOf(unit, LIMIT_UNITS) || used === null || of === null) return null;
  return { kind, unit, used, of, resetsAt: text(json['resetsAt']) };
}

const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

function pictureUrl(mediaType: unknown, data: unknown): string | null {
  if (!isOneOf(mediaType, PICTURE_TYPES) || typeof data !== 'string' || !BASE64.test(data)) return null;
  return `data:${mediaType};base64,${data}`;
}

function saveFact(json: Json): SaveFact | null {
  if (!isOneOf(json['state'], SAVE_STATES)) return null;
  return { state: json['state'], sha: text(json['sha']), reason: text(json['reason']) };
}

function previewFact(json: Json): PreviewFact | null {
  if (!isOneOf(json['state'], PREVIEW_STATES)) return null;
  return {
    state: json['state'],
    sha: text(json['sha']),
    error: isJson(json['error']) ? parseFault(json['error']) : null,
  };
}

/** What a check or a preview page tells about an error; null when it has no message. */
export function parseFault(json: Json): Fault | null {
  const message = text(json['message']);
  if (!message) return null;
  return {
    kind: text(json['kind']) ?? 'error',
    message,
    sha: text(json['sha']),
    file: text(json['file']),
    line: whole(json['line']),
    column: whole(json['column']),
    codeFrame: text(json['codeFrame']),
    frame: whole(json['frame']),
    fingerprint: text(json['fingerprint']),
  };
}

function tagged<K extends string, T extends object>(type: K, fact: T | null): ({ type: K } & T) | null {
  return fact && { type, ...fact };
}
