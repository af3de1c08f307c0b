import { describe, expect, it } from 'vitest';
import { NO_MARKS, nextShuttle, parsePosition, rangeOf, rateName, timecode, withMark } from '@/lib/playback';

describe('a position that somebody types', () => {
  it('is a frame, a time as it is shown, or seconds', () => {
    const typed = ['120', '0:04.12', '4.12', '1:04', '1:00:00', '4s', '4,5 s', '2.5s'];
    expect(typed.map((words) => parsePosition(words, 30))).toEqual([120, 132, 132, 1_920, 108_000, 120, 135, 75]);
    expect(parsePosition(timecode(1_234, 25), 25)).toBe(1_234);
  });

  it('is nothing when it is neither', () => {
    expect(['', 'soon', '1:', '-3', '4s s', '1:2:3:4'].map((words) => parsePosition(words, 30))).toEqual(
      Array.from({ length: 6 }, () => null),
    );
  });
});

describe('J and L', () => {
  it('play that way, faster with each press, and turn round at once', () => {
    const speeds: number[] = [];
    for (const way of [1, 1, 1, 1, -1, -1, 1] as const) speeds.push(nextShuttle(speeds.at(-1) ?? 0, way));
    expect(speeds).toEqual([1, 2, 4, 4, -1, -2, 1]);
    expect(nextShuttle(1.5, 1)).toBe(2);
    expect(rateName(-2)).toBe('−2×');
  });
});

describe('the part that plays', () => {
  const clip = { durationInFrames: 180 };

  it('goes from mark to mark, or to where the video begins or ends', () => {
    expect(rangeOf(NO_MARKS, clip)).toBeNull();
    expect(rangeOf({ in: 30, out: 60 }, clip)).toEqual({ from: 30, to: 60 });
    expect(rangeOf({ in: 30, out: null }, clip)).toEqual({ from: 30, to: 179 });
    expect(rangeOf({ in: null, out: 500 }, clip)).toEqual({ from: 0, to: 179 });
    expect(rangeOf({ in: 179, out: null }, clip)).toBeNull();
  });

  it('loses a mark that is set again, or that the other one passes', () => {
    const begun = withMark(NO_MARKS, 'in', 30);
    expect(withMark(begun, 'in', 30)).toEqual(NO_MARKS);
    expect(withMark(begun, 'out', 60)).toEqual({ in: 30, out: 60 });
    expect(withMark({ in: 30, out: 60 }, 'in', 80)).toEqual({ in: 80, out: null });
    expect(withMark({ in: 30, out: 60 }, 'out', 10)).toEqual({ in: null, out: 10 });
  });
});
