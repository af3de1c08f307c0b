import type { ReactNode } from 'react';
import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { progress, SWING, useLayout } from './motion';

type PanelProps = { color: string; children: ReactNode };

/** A scene on one colour that is pushed up over the scene before. */
export const Panel = ({ color, children }: PanelProps) => {
  const frame = useCurrentFrame();
  const { height } = useLayout();
  const up = progress(frame, 0, 10, SWING);
  return <AbsoluteFill style={{ backgroundColor: color, translate: `0 ${(1 - up) * height}px` }}>{children}</AbsoluteFill>;
};
