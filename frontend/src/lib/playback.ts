import type { Clip } from './preview-protocol';

/** m:ss.ff, as editors count: ff is the frame within the second. */
export function timecode(frame: number, fps: number): string {
  const rate = Math.max(1, Math.round(fps));
  const whole = Math.max(0, Math.floor(frame));
  const seconds = Math.floor(whole / rate);
  const [minutes, rest, frames] = [Math.floor(seconds / 60), seconds % 60, whole % rate];
  return `${minutes}:${String(rest).padStart(2, '0')}.${String(frames).padStart(2, '0')}`;
}

export function clampFrame(frame: number, clip: Clip): number {
  return Math.min(Math.max(0, Math.round(frame)), clip.durationInFrames - 1);
}

export type PlayerAction =
  | { type: 'toggle' }
  | { type: 'play' }
  | { type: 'pause' }
  /** Frames, forwards or back. */
  | { type: 'step'; frames: number }
  | { type: 'seconds'; seconds: number }
  | { type: 'start' }
  | { type: 'end' }
  | { type: 'mute' };

export const RATES = [0.25, 0.5, 1, 1.5, 2] as const;

export function rateName(rate: number): string {
  return `${rate}×`;
}
