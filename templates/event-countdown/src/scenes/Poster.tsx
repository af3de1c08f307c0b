import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { progress, SWING, useLayout } from '../components/motion';
import { Words } from '../components/Words';
import { theme } from '../theme';

type PosterProps = { title: string; subtitle: string; background: string; color: string; accent: string; second: string };

/** The poster: a moon over water, drawn in bars that never stand still. */
export const Poster = ({ title, subtitle, background, color, accent, second }: PosterProps) => {
  const frame = useCurrentFrame();
  const { width, height, unit, wide, tall, marginX, marginY } = useLayout();
  const up = progress(frame, 0, 34);
  const horizon = height * (wide ? 0.62 : 0.6);
  const x = width * (wide ? 0.73 : 0.5);
  const radius = unit * (wide ? 0.31 : tall ? 0.36 : 0.25);
  const fontSize = unit * (wide ? 0.19 : tall ? 0.165 : 0.155);
  return (
    <AbsoluteFill style={{ backgroundColor: background }}>
      <svg width={width} height={height} style={{ position: 'absolute' }}>
        <defs>
          <clipPath id="sky">
            <rect width={width} height={horizon} />
          </clipPath>
        </defs>
        <g clipPath="url(#sky)">
          <circle cx={x} cy={horizon + radius * (1 - 1.25 * up)} r={radius} fill={second} />
          <circle cx={x - radius * 0.26} cy={horizon + radius * (1 - 1.25 * up) - radius * 0.2} r={radius * 0.16} fill={background} opacity={0.14} />
          <circle cx={x + radius * 0.34} cy={horizon + radius * (1 - 1.25 * up) + radius * 0.06} r={radius * 0.1} fill={background} opacity={0.14} />
        </g>
        {Array.from({ length: 9 }, (_, index) => {
          const part = progress(frame, 6 + index * 2.5, 26, SWING);
          const reach = radius * (1.02 - index * 0.05 + 0.16 * Math.sin(frame / 11 + index * 1.9)) * part;
          const y = horizon + unit * (0.014 + index * 0.043);
          return <rect key={index} x={x - reach + unit * 0.02 * Math.sin(frame / 17 + index)} y={y} width={reach * 2} height={unit * 0.017} rx={unit * 0.0085} fill={index % 3 === 1 ? accent : second} opacity={1 - index * 0.06} />;
        })}
        <rect x={0} y={horizon - unit * 0.0035} width={width * progress(frame, 0, 24, SWING)} height={unit * 0.007} fill={color} />
      </svg>
      <AbsoluteFill style={{ padding: `${marginY}px ${marginX}px`, fontFamily: theme.display, color, justifyContent: 'flex-start' }}>
        <Words text={title} start={14} stagger={7} style={{ fontWeight: 900, fontStretch: wide ? '112%' : '100%', fontSize, lineHeight: 0.94, letterSpacing: '-0.045em', maxWidth: wide ? width * 0.46 : fontSize * 5 }} />
        <Words text={subtitle} start={34} stagger={4} style={{ marginTop: unit * 0.035, fontWeight: 600, fontSize: unit * 0.05, letterSpacing: '-0.02em' }} />
      </AbsoluteFill>
    </AbsoluteFill>
  );
};
