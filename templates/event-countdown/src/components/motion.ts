import { Easing, interpolate, useVideoConfig } from 'remotion';

/** Quick first, then a long, soft landing: for everything that comes in. */
export const SOFT = Easing.bezier(0.16, 1, 0.3, 1);
/** Slow, quick, slow: for what moves from one place to another. */
export const SWING = Easing.bezier(0.76, 0, 0.24, 1);
/** Goes a little too far and comes back. */
export const SPRING = Easing.bezier(0.34, 1.56, 0.64, 1);

const CLAMP = { extrapolateLeft: 'clamp', extrapolateRight: 'clamp' } as const;

/** 0 until `start`, 1 from `start + length` on. */
export const progress = (frame: number, start: number, length: number, easing = SOFT) =>
  interpolate(frame, [start, start + length], [0, 1], { ...CLAMP, easing });

/** From 1 down to 0 over the last `length` frames before `end`. */
export const leaving = (frame: number, end: number, length = 12) =>
  interpolate(frame, [end - length, end - 1], [1, 0], { ...CLAMP, easing: Easing.in(Easing.cubic) });

/** A value between two others. */
export const mix = (from: number, to: number, part: number) => from + (to - from) * part;

/** Sizes that hold in every shape: `unit` is the shorter side, `margin` keeps text away from the edges. */
export const useLayout = () => {
  const { width, height } = useVideoConfig();
  const unit = Math.min(width, height);
  const wide = width > height * 1.2;
  const tall = height > width * 1.2;
  return { width, height, unit, wide, tall, marginX: width * (tall ? 0.09 : 0.08), marginY: height * (tall ? 0.12 : 0.1) };
};
