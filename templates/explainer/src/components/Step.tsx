import type { ReactNode } from 'react';
import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { theme } from '../theme';
import { progress, SPRING, SWING, useLayout } from './motion';
import { Words } from './Words';

type StepProps = {
  step: number;
  title: string;
  background: string;
  color: string;
  accent: string;
  onAccent: string;
  children: ReactNode;
};

/** One step: its number and its sentence above, a drawing below. A circle of its colour opens the scene. */
export const Step = ({ step, title, background, color, accent, onAccent, children }: StepProps) => {
  const frame = useCurrentFrame();
  const { width, height, unit, wide, tall, marginX, marginY } = useLayout();
  const open = progress(frame, 0, 14, SWING);
  const badge = progress(frame, 10, 20, SPRING);
  return (
    <AbsoluteFill style={{ backgroundColor: background, clipPath: `circle(${open * Math.hypot(width, height) * 0.52}px at 50% 50%)` }}>
      {children}
      <div style={{ position: 'absolute', left: marginX, top: marginY, right: marginX, display: 'flex', gap: unit * 0.035, flexDirection: tall ? 'column' : 'row', fontFamily: theme.display }}>
        <div
          aria-hidden="true"
          style={{
            width: unit * 0.095,
            height: unit * 0.095,
            flexShrink: 0,
            borderRadius: '50%',
            display: 'flex',
            alignItems: 'center',
            justifyContent: 'center',
            backgroundColor: accent,
            color: onAccent,
            fontWeight: 800,
            fontSize: unit * 0.055,
            lineHeight: 1,
            scale: `${badge}`,
          }}
        >
          {step}
        </div>
        <Words text={title} start={12} stagger={4} style={{ color, fontWeight: 800, fontSize: unit * (wide ? 0.088 : tall ? 0.1 : 0.08), lineHeight: 1.04, letterSpacing: '-0.04em', maxWidth: unit * (wide ? 1.05 : 0.82) }} />
      </div>
    </AbsoluteFill>
  );
};
