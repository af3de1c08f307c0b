import type { Session } from '@/api/types.generated';

export type StepKey = 'setup' | 'waiting' | 'claiming' | 'restoring' | 'starting' | 'drawing';

/** When each step began, in the order in which they did; ms. */
export type StepTimes = readonly { key: StepKey; startedAt: number }[];

export interface Step {
  key: StepKey;
  /** Its name in the catalogue (preview): what is done, or was. */
  label: `${StepKey}${'Now' | 'Done'}`;
  state: 'done' | 'now' | 'next';
  startedAt: number | null;
  endedAt: number | null;
}

const ALWAYS: readonly StepKey[] = ['claiming', 'restoring', 'starting', 'drawing'];

/** The step a session is at; null when there is none to name (failed, closed). */
export function stepOf(session: Session): StepKey | null {
  switch (session.state) {
    case 'claiming':
      return session.sessionId ? 'claiming' : 'setup';
    case 'queued':
      return 'waiting';
    case 'restoring':
    case 'starting':
      return session.state;
    case 'ready':
    case 'broken':
      return 'drawing';
    default:
      return null;
  }
}

/** Notes that `key` is under way now; a step seen before keeps its time. */
export function noteStep(times: StepTimes, key: StepKey, now: number): StepTimes {
  return times.some((time) => time.key === key) ? times : [...times, { key, startedAt: now }];
}

/** All steps with their times. Steps that went by between two looks are done, without a time of their own. */
export function stepsOf(times: StepTimes): Step[] {
  const last = times.at(-1)?.key;
  const optional = times.map((time) => time.key).filter((key) => !ALWAYS.includes(key));
  const order = [...optional, ...ALWAYS];
  const at = last ? order.indexOf(last) : -1;
  return order.map((key, index) => {
    const seen = times.findIndex((time) => time.key === key);
    const state = index < at ? 'done' : index === at ? 'now' : 'next';
    return {
      key,
      label: `${key}${state === 'done' ? 'Done' : 'Now'}`,
      state,
      startedAt: seen < 0 ? null : (times[seen]?.startedAt ?? null),
      endedAt: seen < 0 || state !== 'done' ? null : (times[seen + 1]?.startedAt ?? null),
    };
  });
}

/** "0.6 s", "14 s", "2 min". */
export function elapsedName(ms: number): string {
  if (ms < 9_950) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
  if (ms < 99_500) return `${Math.round(ms / 1000)} s`;
  return `${Math.round(ms / 60_000)} min`;
}
