import type { ReactNode } from 'react';
import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { mix, progress, useLayout } from '../components/motion';
import { Rings } from '../components/Rings';
import { Speaker } from '../components/Speaker';
import { Stage } from '../components/Stage';
import { Words } from '../components/Words';
import { theme } from '../theme';

type RevealProps = { name: string; line: string; background: string; color: string; accent: string };

/** The light finds the product; its name stands beside it, or above it where the picture is narrow. */
export const Reveal = ({ name, line, background, color, accent }: RevealProps) => {
  const frame = useCurrentFrame();
  const { width, height, unit, wide, marginX, marginY } = useLayout();
  const light = progress(frame, 0, 40);
  const size = unit * (wide ? 0.78 : 0.7);
  const centerX = wide ? 0.7 : 0.5;
  const centerY = wide ? 0.54 : 0.63;
  return (
    <Stage color={background} light={accent} x={centerX} y={centerY - 0.1} strength={light}>
      <Centered x={width * centerX} y={height * centerY - size * 0.32}>
        <Rings size={size * 1.7} color={accent} level={0.42 * light} />
      </Centered>
      <Centered x={width * centerX} y={height * centerY}>
        <div style={{ opacity: progress(frame, 2, 24), translate: `0 ${(1 - light) * unit * 0.06}px`, scale: `${mix(0.98, 1.03, frame / 90)}` }}>
          <Speaker height={size} accent={accent} glow={progress(frame, 12, 40)} />
        </div>
      </Centered>
      <AbsoluteFill
        style={{
          padding: `${marginY}px ${marginX}px`,
          justifyContent: wide ? 'center' : 'flex-start',
          textAlign: wide ? 'left' : 'center',
          fontFamily: theme.sans,
          color,
          gap: unit * 0.03,
        }}
      >
        <Words text={name} start={14} stagger={5} style={{ fontWeight: 250, fontSize: unit * (wide ? 0.165 : 0.14), letterSpacing: '-0.06em', lineHeight: 1.05 }} />
        <Words text={line} start={26} stagger={3} style={{ fontWeight: 400, fontSize: unit * 0.042, letterSpacing: '-0.02em', color: '#d8c7b2' }} />
      </AbsoluteFill>
    </Stage>
  );
};

const Centered = ({ x, y, children }: { x: number; y: number; children: ReactNode }) => (
  <div style={{ position: 'absolute', left: x, top: y, translate: '-50% -50%' }}>{children}</div>
);
