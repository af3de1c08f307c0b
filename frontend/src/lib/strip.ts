import type { StripAbout } from '@/api/types.generated';

/** One tile of a strip: which frame it shows, and where it lies in the picture, counted in tiles. */
export interface Tile {
  frame: number;
  index: number;
  column: number;
  row: number;
}

/** The tile whose frame is nearest to this one; the earlier of two. */
export function tileOf({ frames, columns }: StripAbout, frame: number): Tile {
  let index = 0;
  frames.forEach((one, at) => {
    if (Math.abs(one - frame) < Math.abs((frames[index] ?? 0) - frame)) index = at;
  });
  return { frame: frames[index] ?? 0, index, column: index % columns, row: Math.floor(index / columns) };
}

export function rowsOf({ frames, columns }: StripAbout): number {
  return Math.ceil(frames.length / columns);
}

/** At most `most` of a strip's frames, spread over it, with its first and its last. */
export function spreadFrames(frames: readonly number[], most: number): number[] {
  if (frames.length <= most) return [...frames];
  const at = Array.from({ length: most }, (_, index) =>
    Math.round((index * (frames.length - 1)) / Math.max(1, most - 1)),
  );
  return [...new Set(at)].map((index) => frames[index] ?? 0);
}
