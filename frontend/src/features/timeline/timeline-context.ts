import { createContext, useContext } from 'react';

/** How the video's frames lie in the tracks. */
export interface Scale {
  durationInFrames: number;
  fps: number;
  /** Pixels that a frame takes; 0 until the tracks have been laid out. */
  framePx: number;
  /** Frames to which the pointer is drawn. */
  points: readonly number[];
}

export const ScaleContext = createContext<Scale | null>(null);

export function useScale(): Scale {
  const scale = useContext(ScaleContext);
  if (!scale) throw new Error('useScale needs <ScaleContext>');
  return scale;
}

/** Where a part of the video lies in a track, as a style. */
export function placeOf(
  { from, durationInFrames }: { from: number; durationInFrames: number },
  { durationInFrames: whole }: Pick<Scale, 'durationInFrames'>,
): { insetInlineStart: string; width: string } {
  const [start, end] = [Math.max(0, from), Math.min(whole, from + durationInFrames)];
  return {
    insetInlineStart: `${(start / whole) * 100}%`,
    width: `calc(${(Math.max(0, end - start) / whole) * 100}% - 2px)`,
  };
}
