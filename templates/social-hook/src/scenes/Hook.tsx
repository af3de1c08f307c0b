import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { progress, useLayout } from '../components/motion';
import { Slam } from '../components/Slam';
import { theme } from '../theme';

type HookProps = { count: string; text: string; background: string; color: string; accent: string };

/** The promise, before anybody can scroll on: an alarm clock's rays burst behind it. */
export const Hook = ({ count, text, background, color, accent }: HookProps) => {
  const frame = useCurrentFrame();
  const { width, height, unit, tall } = useLayout();
  const burst = progress(frame, 0, 24);
  const countSize = tall ? unit * 0.255 : unit * 0.25;
  const rays = 18;
  return (
    <AbsoluteFill style={{ backgroundColor: background }}>
      <svg width={width} height={height} style={{ position: 'absolute' }}>
        <g transform={`translate(${width / 2} ${height * 0.98}) rotate(${frame * 0.35})`}>
          {Array.from({ length: rays }, (_, index) => (
            <path key={index} d={`M0 0 L${-unit * 0.16} ${-height * 1.3 * burst} L${unit * 0.16} ${-height * 1.3 * burst} Z`} fill="#ea4c28" transform={`rotate(${(index * 360) / rays})`} />
          ))}
        </g>
        <circle cx={width / 2} cy={height * 1.02} r={unit * (tall ? 0.46 : 0.15) * burst} fill="#ffc933" />
      </svg>
      <AbsoluteFill style={{ padding: `${height * (tall ? 0.13 : 0.1)}px ${width * 0.08}px`, textTransform: 'uppercase', fontFamily: theme.display, justifyContent: tall ? 'flex-start' : 'center', textAlign: tall ? 'left' : 'center' }}>
        <Slam text={count} stagger={5} style={{ fontSize: countSize, lineHeight: 1.06, color: accent, whiteSpace: 'nowrap', letterSpacing: '-0.015em' }} />
        <Slam text={text} start={14} stagger={5} style={{ fontSize: countSize * (tall ? 0.72 : 0.64), lineHeight: 1.12, color, maxWidth: tall ? countSize * 2.4 : 'none' }} />
      </AbsoluteFill>
    </AbsoluteFill>
  );
};
