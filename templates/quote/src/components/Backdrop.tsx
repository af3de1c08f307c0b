import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { useLayout } from './motion';

type BackdropProps = { color: string; light: string; /** Where the scene begins in the video, so that the light drifts on. */ offset?: number };

/** One colour with a soft light that drifts through it. */
export const Backdrop = ({ color, light, offset = 0 }: BackdropProps) => {
  const time = (useCurrentFrame() + offset) / 255;
  const { width, height, unit } = useLayout();
  const x = width * (0.78 - 0.26 * time);
  const y = height * (0.2 + 0.3 * time);
  return (
    <AbsoluteFill style={{ backgroundColor: color }}>
      <AbsoluteFill style={{ background: `radial-gradient(circle ${unit * 1.1}px at ${x}px ${y}px, ${light}, transparent)` }} />
      <AbsoluteFill style={{ background: `radial-gradient(circle at 50% 45%, transparent 55%, rgba(0, 0, 0, 0.28) 130%)` }} />
    </AbsoluteFill>
  );
};
