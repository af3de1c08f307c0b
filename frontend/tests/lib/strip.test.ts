import { describe, expect, it } from 'vitest';
import type { StripAbout } from '@/api/types.generated';
import { rowsOf, spreadFrames, tileOf } from '@/lib/strip';

const ABOUT: StripAbout = {
  sha: 'a'.repeat(40),
  clip: { width: 1920, height: 1080, fps: 30, durationInFrames: 150 },
  frames: [0, 15, 30, 45, 60, 75, 90, 149],
  columns: 3,
  tileWidth: 320,
  tileHeight: 180,
};

describe('a strip', () => {
  it('shows the frame that is nearest to the one that is asked for', () => {
    expect(tileOf(ABOUT, 0)).toEqual({ frame: 0, index: 0, column: 0, row: 0 });
    expect(tileOf(ABOUT, 37)).toEqual({ frame: 30, index: 2, column: 2, row: 0 });
    expect(tileOf(ABOUT, 38)).toEqual({ frame: 45, index: 3, column: 0, row: 1 });
    expect(tileOf(ABOUT, 9_999)).toEqual({ frame: 149, index: 7, column: 1, row: 2 });
  });

  it('has as many rows as its tiles need', () => {
    expect(rowsOf(ABOUT)).toBe(3);
    expect(rowsOf({ ...ABOUT, frames: [0, 1, 2] })).toBe(1);
  });

  it('spreads few frames over all of it, with the first and the last', () => {
    expect(spreadFrames(ABOUT.frames, 4)).toEqual([0, 30, 75, 149]);
    expect(spreadFrames(ABOUT.frames, 20)).toEqual(ABOUT.frames);
    expect(spreadFrames([7], 1)).toEqual([7]);
  });
});
