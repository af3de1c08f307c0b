import { describe, expect, it } from 'vitest';
import type { StripAbout } from '@/api/types.generated';
import { differ, momentsOf } from '@/lib/strip-diff';

function about(frames: number[], durationInFrames: number, fps = 30): StripAbout {
  const clip = { width: 1920, height: 1080, fps, durationInFrames };
  return { sha: 'a'.repeat(40), clip, frames, columns: 6, tileWidth: 320, tileHeight: 180 };
}

describe('the moments at which two versions are compared', () => {
  it('are those of which both have a frame', () => {
    const moments = momentsOf(about([0, 30, 60, 89], 90), about([0, 30, 45, 60, 89], 90), 10);
    expect(moments.map(({ older, newer }) => [older, newer])).toEqual([
      [0, 0],
      [30, 30],
      [60, 60],
      [89, 89],
    ]);
  });

  it('say of which the shorter version has nothing any more', () => {
    const moments = momentsOf(about([0, 30, 59], 60), about([0, 30, 60, 90, 119], 120), 10);
    expect(moments.map(({ older, newer }) => [older, newer])).toEqual([
      [0, 0],
      [30, 30],
      [59, 60],
      [null, 90],
      [null, 119],
    ]);
  });

  it('go by the clock where versions have other frame rates', () => {
    const moments = momentsOf(about([0, 30, 60], 90, 30), about([0, 60, 120], 180, 60), 10);
    expect(moments.map(({ older, newer, at }) => [older, newer, at])).toEqual([
      [0, 0, 0],
      [30, 60, 1],
      [60, 120, 2],
    ]);
  });

  it('are few, with the first and the last', () => {
    const frames = Array.from({ length: 20 }, (_, index) => index * 30);
    const moments = momentsOf(about(frames, 600), about(frames, 600), 4);
    expect(moments.map(({ newer }) => newer)).toEqual([0, 180, 390, 570]);
  });
});

describe('two pictures', () => {
  const picture = (change: (data: Uint8ClampedArray) => void = () => undefined) => {
    const data = new Uint8ClampedArray(100 * 100 * 4).fill(120);
    change(data);
    return data;
  };

  it('are the same to the eye when pressing them changed a little everywhere', () => {
    expect(
      differ(
        picture(),
        picture((data) => data.fill(130)),
      ),
    ).toBe(false);
  });

  it('are the same when a few pixels differ', () => {
    expect(
      differ(
        picture(),
        picture((data) => data.fill(255, 0, 4 * 8)),
      ),
    ).toBe(false);
  });

  it('differ when a word was changed in a corner', () => {
    expect(
      differ(
        picture(),
        picture((data) => data.fill(255, 0, 4 * 40)),
      ),
    ).toBe(true);
  });

  it('differ when they are of other sizes', () => {
    expect(differ(picture(), new Uint8ClampedArray(4))).toBe(true);
  });
});
