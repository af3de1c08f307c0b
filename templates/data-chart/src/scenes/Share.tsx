import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { progress, SWING, useLayout } from '../components/motion';
import { Words } from '../components/Words';
import { theme } from '../theme';

type ShareProps = { percent: number; title: string; note: string; background: string; color: string; accent: string };

/** The last word: one share, as a ring that closes. */
export const Share = ({ percent, title, note, background, color, accent }: ShareProps) => {
  const frame = useCurrentFrame();
  const { width, unit, wide, tall, marginX, marginY } = useLayout();
  const cover = progress(frame, 0, 16, SWING);
  const part = progress(frame, 12, 50, SWING) * (percent / 100);
  const size = unit * (wide ? 0.72 : tall ? 0.8 : 0.42);
  return (
    <AbsoluteFill style={{ backgroundColor: '#eef0f5' }}>
      <AbsoluteFill style={{ backgroundColor: background, translate: `${(1 - cover) * -width}px 0` }} />
      <AbsoluteFill
        style={{
          flexDirection: wide ? 'row' : 'column',
          alignItems: wide ? 'center' : 'flex-start',
          justifyContent: tall ? 'center' : 'space-between',
          gap: unit * (wide ? 0.12 : 0.06),
          padding: `${marginY}px ${marginX}px`,
          color,
          fontFamily: theme.display,
          opacity: cover,
        }}
      >
        <div style={{ position: 'relative', width: size, height: size, flexShrink: 0 }}>
          <svg width={size} height={size} viewBox="-50 -50 100 100" style={{ rotate: '-90deg' }}>
            <circle r={42} fill="none" stroke={color} strokeOpacity={0.2} strokeWidth={13} />
            <circle r={42} fill="none" stroke={accent} strokeWidth={13} strokeLinecap="round" pathLength={1} strokeDasharray={`${part} 2`} opacity={progress(frame, 12, 4)} />
          </svg>
          <AbsoluteFill style={{ alignItems: 'center', justifyContent: 'center', fontWeight: 800, fontSize: size * 0.27, letterSpacing: '-0.05em', fontVariantNumeric: 'tabular-nums' }}>{Math.round(part * 100)}%</AbsoluteFill>
        </div>
        <div style={{ flexGrow: wide ? 1 : 0 }}>
          <Words text={title} start={22} stagger={4} style={{ fontWeight: 800, fontSize: unit * (wide ? 0.13 : 0.105), lineHeight: 1.02, letterSpacing: '-0.045em', maxWidth: unit * (wide ? 0.75 : 0.8) }} />
          <Words text={note} start={42} stagger={3} style={{ marginTop: unit * 0.035, fontWeight: 600, fontSize: unit * 0.046, letterSpacing: '-0.015em', color: '#e8ecff' }} />
        </div>
      </AbsoluteFill>
    </AbsoluteFill>
  );
};
