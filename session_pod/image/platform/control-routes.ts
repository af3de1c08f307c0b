// The routes of the control API and the checking of their input.
import { CHECK_KINDS, type CheckKind, type Checks, type Metadata } from './checks.ts';
import { ControlError, type Routes } from './control.ts';
import { type Eyes, NotSeen } from './eyes.ts';
import type { Guard } from './guard.ts';
import { timeline } from './linting.ts';
import type { Looking } from './looking.ts';
import type { Reports } from './reports.ts';
import { drawStrip } from './strip.ts';

/** The checkpoint that pages play; `dirty` while the tree has changes beyond it. */
export interface Head {
  sha: string;
  dirty: boolean;
}

export interface ControlParts {
  guard: Guard;
  reports: Reports;
  checks: Checks;
  looking: Looking;
  eyes: Eyes;
  head: Head;
  /** Called after the session or the head has changed. */
  changed: () => void;
}

const MAX_WAIT_SECONDS = 30;
const MAX_FRAMES = 24; // more can't be told apart on one sheet
const SESSION_ID = /^[a-z0-9][a-z0-9-]{7,39}$/;

export function controlRoutes({ guard, reports, checks, looking, eyes, head, changed }: ControlParts): Routes {
  return {
    'GET /healthz': async () => ({ armed: guard.session !== null, sha: head.sha }),

    'POST /session': async ({ sessionId, epoch, uidsRevoked, closed }) => {
      if (typeof sessionId !== 'string' || !SESSION_ID.test(sessionId)) throw invalid('sessionId');
      if (typeof epoch !== 'number' || !Number.isInteger(epoch) || epoch < 0) throw invalid('epoch');
      if (closed === true) {
        guard.close();
        changed();
        return { armed: false };
      }
      if (!guard.arm({ sessionId, epoch })) {
        throw new ControlError(409, 'superseded', 'The preview serves another session or a newer epoch.');
      }
      changed();
      eyes.open();
      if (uidsRevoked !== undefined) guard.revoke(strings(uidsRevoked, 'uidsRevoked'));
      return { armed: true };
    },

    'POST /head': async ({ sha, dirty }) => {
      if (typeof sha !== 'string' || !/^[0-9a-f]{40}$/.test(sha)) throw invalid('sha');
      head.sha = sha;
      head.dirty = dirty === true;
      changed();
      return { ...head };
    },

    'POST /check': async ({ kinds }) => {
      const wanted = kinds === undefined ? ['transform'] : strings(kinds, 'kinds');
      if (!wanted.every(isKind)) throw invalid('kinds');
      return checks.run(wanted);
    },

    'GET /metadata': async (): Promise<Metadata> => {
      const outcome = await checks.metadata();
      if ('metadata' in outcome) return outcome.metadata;
      const [first] = outcome.findings;
      throw new ControlError(422, 'no_composition', first?.message ?? 'The project registers no composition.');
    },

    'POST /frames': async ({ frames, count, from, to, width }) => {
      const wish = {
        count: bounded(count ?? 9, 'count', 1, MAX_FRAMES),
        width: bounded(width ?? 1568, 'width', 128, 1568),
        ...(frames === undefined ? {} : { frames: wholeNumbers(frames, 'frames') }),
        ...(from === undefined ? {} : { from: bounded(from, 'from', 0, Number.MAX_SAFE_INTEGER) }),
        ...(to === undefined ? {} : { to: bounded(to, 'to', 0, Number.MAX_SAFE_INTEGER) }),
      };
      return { ...(await seen(looking.sheet(wish))), sha: head.sha, dirty: head.dirty };
    },

    'POST /strip': () => seen(drawStrip(looking)),

    'GET /timeline': () => seen(timeline(looking)),

    'POST /asset': async ({ path }) => {
      if (typeof path !== 'string' || !path || path.length > 1024 || path.includes('\0')) throw invalid('path');
      return seen(looking.asset(path));
    },

    'GET /reports': async (_body, query) => {
      const after = wholeNumber(query, 'after', 0);
      const wait = Math.min(wholeNumber(query, 'waitSeconds', 0), MAX_WAIT_SECONDS);
      return { reports: await reports.after(after, wait * 1000) };
    },
  };
}

/** What could not be seen is a problem whose detail tells the agent why. */
async function seen<Answer>(work: Promise<Answer>): Promise<Answer> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof NotSeen)) throw error;
    const at = error.frame === undefined ? '' : ` (at frame ${error.frame})`;
    throw new ControlError(error.code === 'browser_ended' || error.code === 'gave_way' ? 503 : 422, error.code, `${error.message}${at}`);
  }
}

function bounded(value: unknown, field: string, least: number, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalid(field);
}

function wholeNumbers(value: unknown, field: string): number[] {
  if (Array.isArray(value) && value.length > 0 && value.length <= MAX_FRAMES) return value.map((item) => bounded(item, field, 0, Number.MAX_SAFE_INTEGER));
  throw invalid(field);
}

function isKind(kind: string): kind is CheckKind {
  return (CHECK_KINDS as readonly string[]).includes(kind);
}

function strings(value: unknown, field: string): string[] {
  if (Array.isArray(value) && value.length <= 1000 && value.every((item) => typeof item === 'string')) return value;
  throw invalid(field);
}

function wholeNumber(query: URLSearchParams, field: string, otherwise: number): number {
  const value = Number(query.get(field) ?? otherwise);
  if (!Number.isInteger(value) || value < 0) throw invalid(field);
  return value;
}

function invalid(field: string): ControlError {
  return new ControlError(422, 'invalid', `${field} is missing or not as it should be.`);
}
