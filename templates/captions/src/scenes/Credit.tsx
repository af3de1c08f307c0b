import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { mix, progress, SPRING, SWING, useLayout } from '../components/motion';
import { Words } from '../components/Words';
import { theme } from '../theme';

type CreditProps = { title: string; line: string; background: string; color: string };

/** The sun opens until it fills the picture, and the show introduces itself. */
export const Credit = ({ title, line, background, color }: CreditProps) => {
  const frame = useCurrentFrame();
  const { width, height, unit, wide, tall, marginX } = useLayout();
  const open = progress(frame, 0, 24, SWING);
  const reach = mix(unit * 0.3, Math.hypot(width, height) * 2.1, open);
  const button = progress(frame, 34, 20, SPRING);
  const fontSize = unit * (wide ? 0.2 : tall ? 0.175 : 0.165);
  return (
    <AbsoluteFill>
      <div
        style={{
          position: 'absolute',
          left: width * (wide ? 0.78 : 0.72),
          top: wide ? height * 0.38 : unit * 0.23 + (height - unit) * 0.34,
          width: reach,
          height: reach,
          translate: '-50% -50%',
          borderRadius: '50%',
          backgroundColor: background,
        }}
      />
      <AbsoluteFill style={{ justifyContent: 'center', alignItems: 'flex-start', padding: `0 ${marginX}px`, gap: unit * 0.055, color, fontFamily: theme.display }}>
        <Words text={title} start={16} stagger={4} style={{ fontWeight: 800, fontSize, lineHeight: 0.98, letterSpacing: '-0.045em', maxWidth: fontSize * 4 }} />
        <div style={{ display: 'flex', alignItems: 'center', gap: unit * 0.024, opacity: progress(frame, 32, 8), transformOrigin: '0% 50%', scale: `${mix(0.8, 1, button)}` }}>
          <svg width={unit * 0.09} height={unit * 0.09} viewBox="0 0 40 40">
            <circle cx={20} cy={20} r={20} fill={color} />
            <path d="M15.5 12 L29 20 L15.5 28 Z" fill={background} />
          </svg>
          <span style={{ fontWeight: 700, fontSize: unit * 0.048, letterSpacing: '-0.02em' }}>{line}</span>
        </div>
      </AbsoluteFill>
    </AbsoluteFill>
  );
};
