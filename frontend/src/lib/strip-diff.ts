import type { StripAbout } from '@/api/types.generated';

/** What two versions have at one moment: a frame of each, as near to it as their strips have one. */
export interface Moment {
  /** Of the older and of the newer version; null where it is shorter than that. */
  older: number | null;
  newer: number | null;
  /** Seconds from the start. */
  at: number;
}

/** Frames may lie this far apart, in seconds, and still be compared: a scene's middle beside the clock's next tick. */
const NEAR = 0.15;

/**
 * At most `most` moments at which two versions are laid side by side: where both strips have a frame, else where one has
 * and the other has ended.
 */
export function momentsOf(older: StripAbout, newer: StripAbout, most: number): Moment[] {
  const times = [...secondsOf(older), ...secondsOf(newer)].sort((a, b) => a - b);
  const moments: Moment[] = [];
  for (const at of times) {
    const last = moments.at(-1);
    if (last && at - last.at < NEAR) continue;
    const [one, other] = [frameNear(older, at), frameNear(newer, at)];
    const ended = (about: StripAbout) => at >= about.clip.durationInFrames / about.clip.fps;
    if ((one !== null || ended(older)) && (other !== null || ended(newer)) && (one !== null || other !== null)) {
      moments.push({ older: one, newer: other, at });
    }
  }
  if (moments.length <= most) return moments;
  const step = (moments.length - 1) / Math.max(1, most - 1);
  return Array.from({ length: most }, (_, index) => moments[Math.round(index * step)]).filter(
    (one) => one !== undefined,
  );
}

function secondsOf({ frames, clip }: StripAbout): number[] {
  return frames.map((frame) => frame / clip.fps);
}

function frameNear({ frames, clip }: StripAbout, at: number): number | null {
  let best: number | null = null;
  for (const frame of frames) {
    const apart = Math.abs(frame / clip.fps - at);
    if (apart <= NEAR && (best === null || apart < Math.abs(best / clip.fps - at))) best = frame;
  }
  return best;
}

/** Colours of a tile, four bytes a pixel. */
export type Pixels = Uint8ClampedArray;

/** A pixel counts when a channel is off by so much: pressing a picture into a JPEG changes it by less. */
const OFF = 28;
/** A picture differs when so much of it does: one word in a corner is about a thousandth. */
const PART = 0.0012;

/** Whether two pictures of the same size are different to the eye. */
export function differ(one: Pixels, other: Pixels): boolean {
  if (one.length !== other.length) return true;
  let off = 0;
  const enough = (one.length / 4) * PART;
  for (let at = 0; at < one.length; at += 4) {
    const most = Math.max(
      Math.abs((one[at] ?? 0) - (other[at] ?? 0)),
      Math.abs((one[at + 1] ?? 0) - (other[at + 1] ?? 0)),
      Math.abs((one[at + 2] ?? 0) - (other[at + 2] ?? 0)),
    );
    if (most > OFF) off += 1;
    if (off > enough) return true;
  }
  return false;
}
