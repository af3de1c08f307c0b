import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { progress, SPRING, useLayout } from '../components/motion';
import { Sun } from '../components/Sun';
import { Words } from '../components/Words';
import { theme } from '../theme';

type QuestionProps = { title: string; background: string; color: string; accent: string };

/** A landscape like from a picture book, and the question. */
export const Question = ({ title, background, color, accent }: QuestionProps) => {
  const frame = useCurrentFrame();
  const { width, height, unit, wide, tall, marginX, marginY } = useLayout();
  const up = progress(frame, 0, 34, SPRING);
  const hill = (index: number) => (1 - progress(frame, 4 + index * 4, 30)) * unit * 0.3;
  const fontSize = unit * (wide ? 0.18 : tall ? 0.2 : 0.16);
  const clouds = [
    [0.58, 0.2, 0.13],
    [0.93, 0.34, 0.1],
    [0.53, 0.53, 0.07],
  ] as const;
  return (
    <AbsoluteFill style={{ background: `linear-gradient(180deg, #6fb3ff 0%, ${background} 62%, #f3f7ff 100%)` }}>
      <svg width={width} height={height} style={{ position: 'absolute' }}>
        <Sun x={width * (wide ? 0.8 : 0.72)} y={height * (wide ? 0.5 : 0.6) + (1 - up) * unit * 0.5} size={unit * (wide ? 0.21 : 0.18)} color={accent} />
        {clouds.map(([x, y, size], index) => (
          <g key={x} transform={`translate(${width * x + (frame - 45) * unit * 0.0006 * (index + 1)} ${height * (tall ? y * 0.6 + 0.32 : y)}) scale(${unit * size})`} fill="#ffffff" opacity={0.92 * progress(frame, index * 4, 24)}>
            <rect x={-1} y={0} width={2} height={0.62} rx={0.31} />
            <circle cx={-0.28} cy={0.05} r={0.42} />
            <circle cx={0.34} cy={0.12} r={0.32} />
          </g>
        ))}
        <path transform={`translate(0 ${hill(0)})`} d={`M0 ${height} V${height * 0.8} Q${width * 0.3} ${height * 0.62} ${width * 0.62} ${height * 0.8} T${width} ${height * 0.74} V${height} Z`} fill="#7fcf9a" />
        <path transform={`translate(0 ${hill(1)})`} d={`M0 ${height} V${height * 0.9} Q${width * 0.24} ${height * 0.86} ${width * 0.46} ${height * 0.9} T${width} ${height * 0.82} V${height} Z`} fill="#3fa878" />
        <g transform={`translate(${width * 0.68} ${height * 0.855 + hill(1)}) scale(${unit * 0.13})`}>
          <rect x={-0.42} y={-0.5} width={0.84} height={0.62} fill="#fff4e0" />
          <path d="M-0.56 -0.46 L0 -0.98 L0.56 -0.46 Z" fill="#ff6b4a" />
          <rect x={-0.09} y={-0.22} width={0.2} height={0.34} fill={color} />
          <rect x={0.19} y={-0.32} width={0.14} height={0.16} fill="#6fb3ff" />
        </g>
      </svg>
      <div style={{ position: 'absolute', left: marginX, top: marginY, color, fontFamily: theme.display }}>
        <Words text={title} start={8} stagger={6} style={{ fontWeight: 800, fontSize, lineHeight: 0.98, letterSpacing: '-0.05em', maxWidth: fontSize * (wide ? 4.6 : 4.2) }} />
      </div>
    </AbsoluteFill>
  );
};
