import { useCurrentFrame } from 'remotion';
import { mix, progress, SPRING, SWING, useLayout } from '../components/motion';
import { Step } from '../components/Step';

type ColoursProps = { step: number; title: string; background: string; color: string; accent: string };

const COLOURS = ['#ff4d4d', '#ff9838', '#ffd93b', '#5fd66b', '#38b6ff', '#5a6bff', '#a65bff'];

/** A white ray meets a prism and leaves it as seven. */
export const Colours = (props: ColoursProps) => {
  const frame = useCurrentFrame();
  const { width, height, unit, wide } = useLayout();
  const x = width * (wide ? 0.4 : 0.42);
  const y = height * 0.68;
  const size = unit * (wide ? 0.2 : 0.19);
  const ray = progress(frame, 16, 18, SWING);
  const stand = progress(frame, 8, 22, SPRING);
  return (
    <Step {...props} onAccent={props.background}>
      <svg width={width} height={height} style={{ position: 'absolute' }}>
        <defs>
          <linearGradient id="prism" x1="0" y1="0" x2="1" y2="1">
            <stop offset="0" stopColor="#ffffff" stopOpacity="0.5" />
            <stop offset="1" stopColor="#8d92ff" stopOpacity="0.16" />
          </linearGradient>
        </defs>
        <path d={`M${-unit * 0.05} ${y + unit * 0.16} L${mix(-unit * 0.05, x - size * 0.32, ray)} ${mix(y + unit * 0.16, y - size * 0.04, ray)}`} stroke="#ffffff" strokeWidth={unit * 0.02} opacity={ray > 0 ? 1 : 0} />
        {COLOURS.map((colour, index) => {
          const part = progress(frame, 32 + index * 1.5, 30, SWING);
          const spread = (index - 3) * unit * (wide ? 0.115 : 0.1) + unit * 0.06;
          const half = unit * (wide ? 0.057 : 0.05);
          const endX = mix(x, width * 1.03, part);
          const endY = mix(y, y + spread, part);
          return <path key={colour} d={`M${x + size * 0.2} ${y - size * 0.06 + (index - 3) * size * 0.035} L${endX} ${endY - half * part} L${endX} ${endY + half * part * 1.04} Z`} fill={colour} opacity={part > 0 ? 1 : 0} />;
        })}
        <g transform={`translate(${x} ${y}) scale(${size * stand}) rotate(${(1 - stand) * -40})`}>
          <path d="M0 -0.92 L0.9 0.66 H-0.9 Z" fill={props.background} opacity={0.82} />
          <path d="M0 -0.92 L0.9 0.66 H-0.9 Z" fill="url(#prism)" stroke="#ffffff" strokeWidth={0.05} strokeLinejoin="round" />
        </g>
      </svg>
    </Step>
  );
};
