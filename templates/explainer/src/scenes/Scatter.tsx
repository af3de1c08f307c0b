import { random, useCurrentFrame } from 'remotion';
import { progress, SWING, useLayout } from '../components/motion';
import { Step } from '../components/Step';

type ScatterProps = { step: number; title: string; background: string; color: string; accent: string; second: string };

/** A long red wave goes straight through the air; a short blue one is thrown in every direction. */
export const Scatter = ({ second, ...props }: ScatterProps) => {
  const frame = useCurrentFrame();
  const { width, height, unit, wide, tall } = useLayout();
  const upper = height * (wide ? 0.52 : tall ? 0.5 : 0.51);
  const lower = height * (wide ? 0.78 : 0.76);
  const meets = width * 0.52;
  const wave = (until: number, y: number, length: number, swing: number) => {
    const points = Array.from({ length: 181 }, (_, index) => {
      const x = (index / 180) * until;
      return `${x.toFixed(1)} ${(y + Math.sin(((x / unit) * Math.PI * 2) / length - frame * 0.22) * unit * swing).toFixed(1)}`;
    });
    return `M${points.join(' L')}`;
  };
  const red = progress(frame, 14, 40, SWING) * width * 1.02;
  const blue = progress(frame, 34, 24, SWING) * (meets - unit * 0.035);
  const stroke = { fill: 'none', strokeWidth: unit * 0.014, strokeLinecap: 'round' } as const;
  return (
    <Step {...props} onAccent="#ffffff">
      <svg width={width} height={height} style={{ position: 'absolute' }}>
        {Array.from({ length: 46 }, (_, index) => {
          const x = random(`x ${index}`) * width;
          const y = height * 0.4 + random(`y ${index}`) * height * 0.58;
          const near = Math.abs(y - upper) < unit * 0.07 || Math.hypot(x - meets, y - lower) < unit * 0.1;
          return <circle key={index} cx={x + Math.sin(frame / 20 + index) * unit * 0.006} cy={y + Math.cos(frame / 23 + index * 2) * unit * 0.006} r={unit * (0.007 + 0.006 * random(`r ${index}`))} fill={props.color} opacity={near ? 0 : 0.16 * progress(frame, 6 + index * 0.4, 16)} />;
        })}
        <path d={wave(red, upper, 0.34, 0.045)} stroke={second} {...stroke} opacity={red > 0 ? 1 : 0} />
        <path d={wave(blue, lower, 0.115, 0.032)} stroke={props.accent} {...stroke} opacity={blue > 0 ? 1 : 0} />
        {Array.from({ length: 11 }, (_, index) => {
          const part = progress(frame, 56 + index * 2, 30);
          const reach = unit * (tall ? 0.2 : 0.17) * part;
          const start = unit * 0.06;
          const points = Array.from({ length: 25 }, (_, step) => {
            const along = start + (reach * step) / 24;
            return `${along.toFixed(1)} ${(Math.sin((along / unit) * Math.PI * 2 * 17 - frame * 0.3) * unit * 0.014 * Math.min(1, step / 4)).toFixed(1)}`;
          });
          return <path key={index} transform={`translate(${meets} ${lower}) rotate(${-150 + index * 30})`} d={`M${points.join(' L')}`} stroke={props.accent} {...stroke} strokeWidth={unit * 0.01} opacity={part > 0 ? 1 : 0} />;
        })}
        <circle cx={meets} cy={lower} r={unit * 0.036 * (1 + 0.25 * Math.sin(frame * 0.9) * (1 - progress(frame, 56, 24)) * progress(frame, 54, 4))} fill={props.color} />
      </svg>
    </Step>
  );
};
