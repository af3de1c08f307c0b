import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { progress, SPRING, SWING, useLayout } from '../components/motion';
import { Words } from '../components/Words';
import { theme } from '../theme';

type DoorsProps = { date: string; place: string; action: string; background: string; color: string; accent: string; second: string; third: string };

/** When and where: strings of lights come down, and the ticket is punched. */
export const Doors = ({ date, place, action, background, color, accent, second, third }: DoorsProps) => {
  const frame = useCurrentFrame();
  const { width, height, unit, wide, tall, marginX, marginY } = useLayout();
  const cover = progress(frame, 0, 14, SWING);
  const fontSize = unit * (wide ? 0.3 : tall ? 0.235 : 0.215);
  const button = progress(frame, 34, 22, SPRING);
  const bulbs = wide ? 15 : 9;
  const sag = (x: number) => unit * (0.1 + 0.11 * Math.sin(Math.PI * ((x * 2) % 1)));
  return (
    <AbsoluteFill>
      <AbsoluteFill style={{ backgroundColor: background, translate: `0 ${(cover - 1) * height}px` }}>
        <svg width={width} height={height} style={{ position: 'absolute' }}>
          <path d={`M${Array.from({ length: 61 }, (_, index) => `${(index / 60) * width} ${sag(index / 60)}`).join(' L')}`} fill="none" stroke={color} strokeWidth={unit * 0.005} />
          {Array.from({ length: bulbs }, (_, index) => {
            const x = (index + 0.5) / bulbs;
            const on = progress(frame, 14 + index * 1.5, 16, SPRING);
            const swing = Math.sin(frame / 16 + index * 0.9) * 5;
            return (
              <g key={index} transform={`translate(${x * width} ${sag(x)}) rotate(${swing})`}>
                <rect x={-unit * 0.008} y={0} width={unit * 0.016} height={unit * 0.022} fill={color} />
                <circle cy={unit * 0.045} r={unit * 0.028 * on} fill={[accent, second, third][index % 3]} />
              </g>
            );
          })}
        </svg>
        <AbsoluteFill style={{ padding: `${marginY}px ${marginX}px`, justifyContent: 'flex-end', fontFamily: theme.display, color }}>
          <Words text={date} start={12} stagger={6} style={{ fontWeight: 900, fontStretch: wide ? '118%' : '100%', fontSize, lineHeight: 0.92, letterSpacing: '-0.055em' }} />
          <div style={{ display: 'flex', flexDirection: wide ? 'row' : 'column', alignItems: wide ? 'center' : 'flex-start', justifyContent: 'space-between', gap: unit * 0.045, marginTop: unit * 0.05 }}>
            <Words text={place} start={24} stagger={4} style={{ fontWeight: 700, fontSize: unit * 0.062, letterSpacing: '-0.03em' }} />
            <div style={{ padding: `${unit * 0.026}px ${unit * 0.045}px`, backgroundColor: color, color: background, fontWeight: 700, fontSize: unit * 0.046, letterSpacing: '-0.02em', opacity: progress(frame, 34, 6), scale: `${0.7 + 0.3 * button}`, transformOrigin: wide ? '100% 50%' : '0% 50%' }}>{action}</div>
          </div>
        </AbsoluteFill>
      </AbsoluteFill>
    </AbsoluteFill>
  );
};
