import { useCurrentFrame } from 'remotion';
import { progress, SWING, useLayout } from '../components/motion';
import { Step } from '../components/Step';
import { Sun } from '../components/Sun';

type AnswerProps = { step: number; title: string; background: string; color: string; accent: string };

/** Somebody looks up, and blue comes down from all sides. */
export const Answer = (props: AnswerProps) => {
  const frame = useCurrentFrame();
  const { width, height, unit, wide, tall } = useLayout();
  const x = width * (wide ? 0.6 : 0.5);
  const ground = height * 0.93;
  const eye = ground - unit * 0.2;
  const rays = 11;
  return (
    <Step {...props} onAccent={props.color}>
      <svg width={width} height={height} style={{ position: 'absolute' }}>
        <defs>
          <radialGradient id="dome" gradientUnits="userSpaceOnUse" cx={x} cy={ground} r={unit * 1.05}>
            <stop offset="0" stopColor="#e6f4ff" />
            <stop offset="0.45" stopColor="#a9d4ff" />
            <stop offset="1" stopColor={props.background} stopOpacity="0" />
          </radialGradient>
        </defs>
        <circle cx={x} cy={ground} r={unit * 1.05 * progress(frame, 6, 34)} fill="url(#dome)" />
        <Sun x={width * (wide ? 0.9 : 0.84)} y={height * (wide ? 0.3 : tall ? 0.38 : 0.44)} size={unit * (wide ? 0.12 : 0.1)} color={props.accent} />
        {Array.from({ length: rays }, (_, index) => {
          const angle = Math.PI * (1.06 + (0.88 * index) / (rays - 1));
          const part = progress(frame, 24 + index * 2.5, 30, SWING);
          const far = unit * (tall ? 0.78 : wide ? 0.62 : 0.5);
          const near = unit * 0.16;
          const at = far + (near - far) * part;
          const point = (distance: number) => `${x + Math.cos(angle) * distance * (wide ? 1.12 : 0.8)} ${eye + Math.sin(angle) * distance * 0.62}`;
          return <path key={index} d={`M${point(far)} L${point(at)}`} stroke="#1d4fd8" strokeWidth={unit * 0.01} strokeLinecap="round" strokeDasharray={`${unit * 0.034} ${unit * 0.026}`} strokeDashoffset={-frame * unit * 0.0022} opacity={part > 0 ? 0.9 : 0} />;
        })}
        <path d={`M0 ${height} V${ground + unit * 0.02} Q${width * 0.5} ${ground - unit * 0.05} ${width} ${ground + unit * 0.03} V${height} Z`} fill="#2f9a6c" />
        <g transform={`translate(${x} ${ground - unit * 0.01}) scale(${unit * 0.2})`} strokeLinecap="round" fill="none">
          <path d="M-0.1 0 L-0.06 -0.4 M0.12 0 L0.06 -0.4" stroke={props.color} strokeWidth={0.12} />
          <path d="M0 -0.42 V-0.66" stroke="#ff6b4a" strokeWidth={0.3} />
          <path d={`M0.12 -0.7 L0.34 ${-0.92 - 0.05 * Math.sin(frame / 9)}`} stroke="#ff6b4a" strokeWidth={0.1} />
          <path d="M-0.13 -0.7 L-0.26 -0.46" stroke="#ff6b4a" strokeWidth={0.1} />
          <circle cx={0.02} cy={-0.98} r={0.16} fill="#ffd9b8" />
          <path d="M-0.15 -0.96 A0.17 0.17 0 0 1 0.12 -1.12 L-0.02 -1.0 Z" fill={props.color} />
        </g>
      </svg>
    </Step>
  );
};
