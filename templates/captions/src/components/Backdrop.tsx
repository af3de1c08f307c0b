import { AbsoluteFill, random, useCurrentFrame } from 'remotion';
import { theme } from '../theme';
import { leaving, mix, progress, useLayout } from './motion';

type BackdropProps = { background: string; sun: string; wave: string; show: string; /** From which frame on something else covers the picture. */ until: number };

const BARS = 44;

/** What stays while the lines change: a sun that sinks, the voice as a row of bars, and the name of the show. */
export const Backdrop = ({ background, sun, wave, show, until }: BackdropProps) => {
  const frame = useCurrentFrame();
  const { width, height, unit, wide, marginX, marginY } = useLayout();
  const part = frame / 405;
  const x = width * (wide ? 0.78 : 0.72);
  const y = wide ? height * mix(0.3, 0.4, part) : unit * mix(0.2, 0.24, part) + (height - unit) * 0.34;
  const pitch = (width - marginX * 2) / BARS;
  return (
    <AbsoluteFill style={{ background: `linear-gradient(180deg, ${background} 0%, #5b2a7a 58%, #a83f6f 100%)` }}>
      <svg width={width} height={height}>
        <defs>
          <linearGradient id="disc" x1="0" x2="0" y1="0" y2="1">
            <stop offset="0" stopColor="#ffe0a3" />
            <stop offset="1" stopColor="#f2637a" />
          </linearGradient>
        </defs>
        {[0.5, 0.37, 0.26].map((radius, index) => (
          <circle key={radius} cx={x} cy={y} r={unit * radius * (1 + 0.02 * Math.sin(frame / 14 - index))} fill={sun} opacity={0.09 + index * 0.05} />
        ))}
        <circle cx={x} cy={y} r={unit * 0.15} fill="url(#disc)" />
        {Array.from({ length: BARS }, (_, index) => {
          const loud = 0.35 + 0.65 * random(`loud ${index}`);
          const beat = Math.abs(Math.sin(frame * (0.1 + 0.09 * random(`pace ${index}`)) + index * 1.7));
          const reach = unit * 0.105 * loud * (0.25 + 0.75 * beat) * progress(frame, index * 0.6, 20);
          const played = index / BARS < part;
          return (
            <rect
              key={index}
              x={marginX + index * pitch + pitch * 0.22}
              y={height - marginY * 1.15 - reach / 2}
              width={pitch * 0.56}
              height={Math.max(pitch * 0.56, reach)}
              rx={pitch * 0.28}
              fill={played ? '#ffffff' : wave}
              opacity={played ? 1 : 0.55}
            />
          );
        })}
      </svg>
      <div style={{ position: 'absolute', left: marginX, top: marginY * 0.85, display: 'flex', alignItems: 'center', gap: unit * 0.018, color: '#ffffff', fontFamily: theme.display, fontWeight: 600, fontSize: unit * 0.034, opacity: leaving(frame, until, 8) }}>
        <div style={{ width: unit * 0.022, height: unit * 0.022, borderRadius: '50%', backgroundColor: '#ff7d6b', opacity: 0.45 + 0.55 * Math.abs(Math.sin(frame / 15)) }} />
        {show}
      </div>
    </AbsoluteFill>
  );
};
