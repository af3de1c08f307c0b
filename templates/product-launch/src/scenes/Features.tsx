import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { mix, progress, SWING, useLayout } from '../components/motion';
import { Speaker } from '../components/Speaker';
import { Stage } from '../components/Stage';
import { theme } from '../theme';

type FeaturesProps = { first: string; second: string; third: string; background: string; color: string; accent: string };

/** The product close by, and three reasons that take turns in the light. */
export const Features = ({ first, second, third, background, color, accent }: FeaturesProps) => {
  const frame = useCurrentFrame();
  const { width, height, unit, wide, tall, marginX, marginY } = useLayout();
  const near = progress(frame, 0, 40, SWING);
  const size = unit * mix(wide ? 0.78 : 0.7, wide ? 1.5 : 1.3, near);
  const x = width * mix(wide ? 0.7 : 0.5, wide ? 0.2 : 0.5, near);
  const y = height * mix(wide ? 0.54 : 0.63, wide ? 0.86 : tall ? 0.98 : 1.08, near);
  return (
    <Stage color={background} light={accent} x={x / width} y={mix(0.5, 0.45, near)} strength={1}>
      <div style={{ position: 'absolute', left: x, top: y, translate: '-50% -50%' }}>
        <Speaker height={size} accent={accent} glow={1} />
      </div>
      <AbsoluteFill
        style={{
          padding: `${marginY}px ${marginX}px`,
          paddingLeft: wide ? width * 0.46 : marginX,
          justifyContent: wide ? 'center' : 'flex-start',
          fontFamily: theme.sans,
          color,
          gap: unit * (wide ? 0.05 : 0.035),
        }}
      >
        {[first, second, third].map((text, index) => {
          const part = progress(frame, 16 + index * 22, 28);
          return (
            <div key={text} style={{ opacity: part, translate: `${(1 - part) * unit * 0.06}px 0` }}>
              <div style={{ height: Math.max(2, unit * 0.002), marginBottom: unit * 0.026, width: `${part * 100}%`, backgroundColor: accent, opacity: 0.45 }} />
              <div style={{ display: 'flex', gap: unit * 0.036, alignItems: 'baseline' }}>
                <span style={{ color: accent, fontSize: unit * 0.042, fontWeight: 400, fontVariantNumeric: 'tabular-nums' }}>{index + 1}</span>
                <span style={{ fontSize: unit * (wide ? 0.054 : 0.05), fontWeight: 300, letterSpacing: '-0.035em', lineHeight: 1.2 }}>{text}</span>
              </div>
            </div>
          );
        })}
      </AbsoluteFill>
    </Stage>
  );
};
