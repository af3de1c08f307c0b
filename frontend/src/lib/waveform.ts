import type { Sound } from './timeline';

/** What is quieter all through isn't made larger. */
const SILENCE = 0.01;

/** The loudest moment of each of `count` parts; the loudest of all is 1, as a quiet file has a shape, too. */
export function peaksOf(samples: Float32Array, count: number): number[] {
  const size = Math.max(1, Math.ceil(samples.length / count));
  const peaks = Array.from({ length: Math.ceil(samples.length / size) }, (_, part) => {
    let peak = 0;
    const end = Math.min(samples.length, (part + 1) * size);
    for (let index = part * size; index < end; index++) peak = Math.max(peak, Math.abs(samples[index] ?? 0));
    return peak;
  });
  const loudest = Math.max(SILENCE, ...peaks);
  return peaks.map((peak) => peak / loudest);
}

/** How loud each of `bars` equal parts of the clip is, as it plays: trimmed, sped up, looped, and silent past its end. */
export function barsOf(peaks: readonly number[], sound: Sound, fps: number, bars: number): number[] {
  const { durationInFrames, trimBefore, playbackRate, loop, fileSeconds } = sound;
  if (!fileSeconds || peaks.length === 0) return [];
  const first = trimBefore / fps;
  const played = Math.max(0.01, fileSeconds - first);
  return Array.from({ length: bars }, (_, bar) => {
    const [begin, end] = [bar, bar + 1].map((at) => ((at / bars) * durationInFrames * playbackRate) / fps);
    const at = first + (loop ? (begin ?? 0) % played : (begin ?? 0));
    const from = Math.floor((at / fileSeconds) * peaks.length);
    const until = Math.ceil(((at + (end ?? 0) - (begin ?? 0)) / fileSeconds) * peaks.length);
    return Math.max(0, ...peaks.slice(from, Math.max(from + 1, until)));
  });
}

/** A path of upright lines, mirrored at the middle, in a box of `bars` × 100. */
export function barsPath(bars: readonly number[]): string {
  return bars
    .map((loudness, index) => {
      const half = Math.max(2, loudness * 46);
      return `M${index + 0.5} ${(50 - half).toFixed(1)}V${(50 + half).toFixed(1)}`;
    })
    .join('');
}
