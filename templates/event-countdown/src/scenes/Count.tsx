import { AbsoluteFill, useCurrentFrame, useVideoConfig } from 'remotion';
import { progress, SPRING, SWING, useLayout } from '../components/motion';
import { Words } from '../components/Words';
import { theme } from '../theme';

type CountProps = { number: string; label: string; background: string; color: string; shape: 'circle' | 'square' | 'half'; accent: string };

/** One number, as large as the picture allows, before one shape that turns like a clock's hand. */
export const Count = ({ number, label, background, color, shape, accent }: CountProps) => {
  const frame = useCurrentFrame();
  const { durationInFrames } = useVideoConfig();
  const { width, height, unit, wide, marginX, marginY } = useLayout();
  const hit = progress(frame, 0, 16, SPRING);
  const out = progress(frame, durationInFrames - 8, 8, SWING);
  const size = unit * (wide ? 0.86 : 0.78);
  const x = width * (wide ? 0.62 : 0.5);
  const y = height * (wide ? 0.5 : 0.44);
  return (
    <AbsoluteFill style={{ backgroundColor: background }}>
      <svg width={width} height={height} style={{ position: 'absolute' }}>
        <g transform={`translate(${x} ${y}) rotate(${-30 + 50 * progress(frame, 0, durationInFrames, SWING)}) scale(${(size / 2) * (0.6 + 0.4 * hit) * (1 + out * 0.15)})`} fill={accent}>
          {shape === 'circle' && <circle r={1} />}
          {shape === 'square' && <rect x={-0.82} y={-0.82} width={1.64} height={1.64} />}
          {shape === 'half' && <path d="M-1 0.35 A1 1 0 0 1 1 0.35 Z M-1 0.45 H1 V0.62 H-1 Z" />}
        </g>
      </svg>
      <div
        style={{
          position: 'absolute',
          left: x,
          top: y,
          translate: `-50% ${-50 - out * 14}%`,
          fontFamily: theme.display,
          fontWeight: 900,
          fontStretch: '125%',
          fontSize: size * 0.82,
          lineHeight: 1,
          color,
          scale: `${0.5 + 0.5 * hit}`,
          opacity: progress(frame, 0, 3) * (1 - out),
        }}
      >
        {number}
      </div>
      <div style={{ position: 'absolute', left: marginX, right: marginX, bottom: marginY, fontFamily: theme.display, fontWeight: 800, fontStretch: '112%', fontSize: unit * 0.075, lineHeight: 1, letterSpacing: '-0.035em', color, opacity: 1 - out, textAlign: wide ? 'left' : 'center' }}>
        <Words text={label} start={4} stagger={3} style={{ maxWidth: wide ? width * 0.3 : 'none' }} />
      </div>
    </AbsoluteFill>
  );
};
