import type { Clip } from './preview-protocol';

/** m:ss.ff, as editors count: ff is the frame within the second. */
export function timecode(frame: number, fps: number): string {
  const rate = Math.max(1, Math.round(fps));
  const whole = Math.max(0, Math.floor(frame));
  const seconds = Math.floor(whole / rate);
  const [minutes, rest, frames] = [Math.floor(seconds / 60), seconds % 60, whole % rate];
  return `${minutes}:${String(rest).padStart(2, '0')}.${String(frames).padStart(2, '0')}`;
}

/**
 * The frame that somebody typed: "120" is a frame, "1:04", "4.12" and "1:04.12" are times as `timecode` writes them, "4s"
 * and "4,5 s" are seconds; null for anything else.
 */
export function parsePosition(typed: string, fps: number): number | null {
  const words = typed.trim().toLowerCase();
  if (/^\d+$/.test(words)) return Number(words);
  const seconds = /^(\d+(?:[.,]\d+)?)\s*s$/.exec(words);
  if (seconds) return Math.round(Number(seconds[1]?.replace(',', '.')) * fps);
  const time = /^(?:(?:(\d+):)?(\d+):)?(\d+)(?:[.,](\d+))?$/.exec(words);
  if (!time) return null;
  const [hours, minutes, rest, frames] = time.slice(1).map((part) => Number(part ?? 0));
  const whole = ((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (rest ?? 0);
  return whole * Math.max(1, Math.round(fps)) + (frames ?? 0);
}

export function clampFrame(frame: number, clip: Clip): number {
  return Math.min(Math.max(0, Math.round(frame)), clip.durationInFrames - 1);
}

export type Edge = 'in' | 'out';

export type PlayerAction =
  | { type: 'toggle' }
  | { type: 'play' }
  | { type: 'pause' }
  /** Plays forwards or backwards, faster with every time. */
  | { type: 'shuttle'; way: 1 | -1 }
  /** Frames, forwards or back. */
  | { type: 'step'; frames: number }
  | { type: 'seconds'; seconds: number }
  | { type: 'start' }
  | { type: 'end' }
  /** The part that plays begins, or ends, where the playhead stands; once more lets go of it. */
  | { type: 'mark'; edge: Edge }
  | { type: 'to-mark'; edge: Edge }
  | { type: 'unmark' }
  /** Pauses, and goes back to where playing began. */
  | { type: 'return' }
  | { type: 'loop' }
  | { type: 'mute' };

export const RATES = [0.25, 0.5, 1, 1.5, 2] as const;

const SHUTTLE = [1, 2, 4] as const;

/** The speed after one more press that way; `now` is 0 while nothing plays. */
export function nextShuttle(now: number, way: 1 | -1): number {
  if (now * way <= 0) return way;
  return way * (SHUTTLE.find((speed) => speed > Math.abs(now)) ?? SHUTTLE[SHUTTLE.length - 1] ?? 1);
}

export function rateName(rate: number): string {
  return `${rate < 0 ? '−' : ''}${Math.abs(rate)}×`;
}

/** Where the part that plays begins and ends; null where the video does. */
export type Marks = Readonly<Record<Edge, number | null>>;

export const NO_MARKS: Marks = { in: null, out: null };

/** A part of the video, both frames in it. */
export interface Range {
  from: number;
  to: number;
}

/** The part that plays; null for all of it, also where the marks leave less than two frames. */
export function rangeOf(marks: Marks, { durationInFrames }: Pick<Clip, 'durationInFrames'>): Range | null {
  if (marks.in === null && marks.out === null) return null;
  const range = { from: marks.in ?? 0, to: Math.min(marks.out ?? Number.POSITIVE_INFINITY, durationInFrames - 1) };
  return range.from < range.to ? range : null;
}

/** The marks with one set; the other goes where it would lie on the wrong side. */
export function withMark(marks: Marks, edge: Edge, frame: number): Marks {
  if (marks[edge] === frame) return { ...marks, [edge]: null };
  const other: Edge = edge === 'in' ? 'out' : 'in';
  const kept = marks[other];
  const fits = kept !== null && (edge === 'in' ? frame < kept : frame > kept);
  return { in: null, out: null, [edge]: frame, [other]: fits ? kept : null };
}
