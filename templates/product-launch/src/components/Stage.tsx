import type { ReactNode } from 'react';
import { AbsoluteFill } from 'remotion';
import { useLayout } from './motion';

type StageProps = {
  color: string;
  light: string;
  /** Where the light falls, in parts of the picture, and how strong it is, from 0 to 1. */
  x: number;
  y: number;
  strength: number;
  children: ReactNode;
};

/** A dark room with one warm light. */
export const Stage = ({ color, light, x, y, strength, children }: StageProps) => {
  const { width, height, unit } = useLayout();
  const at = `${width * x}px ${height * y}px`;
  return (
    <AbsoluteFill style={{ backgroundColor: color }}>
      <AbsoluteFill style={{ opacity: strength * 0.34, background: `radial-gradient(circle ${unit * 0.95}px at ${at}, ${light}, transparent)` }} />
      <AbsoluteFill style={{ opacity: strength * 0.3, background: `radial-gradient(circle ${unit * 0.5}px at ${at}, ${light}, transparent)` }} />
      {children}
    </AbsoluteFill>
  );
};
