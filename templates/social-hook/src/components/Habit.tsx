import type { ReactNode } from 'react';
import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { progress, SPRING, useLayout } from './motion';
import { Panel } from './Panel';
import { Slam } from './Slam';
import { theme } from '../theme';

type HabitProps = { number: number; title: string; background: string; color: string; accent: string; children: ReactNode };

/** One habit: its number, its words, and a picture (drawn in 100 by 100) that fills the rest. */
export const Habit = ({ number, title, background, color, accent, children }: HabitProps) => {
  const frame = useCurrentFrame();
  const { width, height, unit, tall, wide } = useLayout();
  const badge = progress(frame, 8, 18, SPRING);
  const fontSize = tall ? unit * 0.205 : unit * (wide ? 0.19 : 0.16);
  const art = tall ? unit * 0.68 : wide ? unit * 0.94 : unit * 0.46;
  return (
    <Panel color={background}>
      <svg
        width={art}
        height={art}
        viewBox="0 0 100 100"
        style={{
          position: 'absolute',
          overflow: 'visible',
          left: (tall ? width * 0.5 : width * (wide ? 0.74 : 0.76)) - art / 2,
          top: (tall ? height * 0.79 : height * (wide ? 0.5 : 0.66)) - art / 2,
        }}
      >
        {children}
      </svg>
      <AbsoluteFill style={{ padding: tall ? `${height * 0.085}px ${width * 0.09}px` : `${height * 0.1}px ${width * 0.08}px`, justifyContent: wide ? 'center' : 'flex-start' }}>
        <div
          style={{
            width: unit * 0.14,
            height: unit * 0.14,
            flexShrink: 0,
            borderRadius: '50%',
            display: 'flex',
            alignItems: 'center',
            justifyContent: 'center',
            marginBottom: unit * 0.05,
            backgroundColor: color,
            color: background,
            fontFamily: theme.display,
            fontSize: unit * 0.085,
            lineHeight: 1,
            scale: `${badge}`,
          }}
        >
          {number}
        </div>
        <Slam
          text={title}
          start={10}
          stagger={5}
          style={{ fontFamily: theme.display, fontSize, lineHeight: 1.08, textTransform: 'uppercase', color, maxWidth: fontSize * 3.6, letterSpacing: '-0.01em' }}
        />
        <div style={{ marginTop: unit * 0.04, height: unit * 0.018, width: unit * 0.3 * progress(frame, 26, 20), backgroundColor: accent }} />
      </AbsoluteFill>
    </Panel>
  );
};
