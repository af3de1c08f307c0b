import { AbsoluteFill, useCurrentFrame, useVideoConfig } from 'remotion';
import { leaving, progress, SWING, useLayout } from '../components/motion';
import { Words } from '../components/Words';
import { theme } from '../theme';

type HeadlineProps = { value: number; prefix: string; suffix: string; label: string; background: string; color: string; accent: string };

/** The one figure that matters counts up; a curve behind it shows where it comes from. */
export const Headline = ({ value, prefix, suffix, label, background, color, accent }: HeadlineProps) => {
  const frame = useCurrentFrame();
  const { durationInFrames } = useVideoConfig();
  const { width, height, unit, wide, marginX, marginY } = useLayout();
  const counted = Math.round(value * progress(frame, 6, 50));
  const out = leaving(frame, durationInFrames, 10);
  const curve = progress(frame, 4, 60, SWING);
  const peak = wide ? 0.1 : 0.56; // beside the words, or below them
  const at = (x: number, y: number) => `${width * x} ${height * (peak + (0.86 - peak) * y)}`;
  const line = `M${at(0, 1)} C${at(0.3, 0.97)}, ${at(0.5, 0.9)}, ${at(0.68, 0.6)} S${at(0.9, 0.08)}, ${at(1.02, 0)}`;
  return (
    <AbsoluteFill style={{ backgroundColor: background }}>
      <svg width={width} height={height} style={{ position: 'absolute', opacity: out }}>
        <defs>
          <linearGradient id="under" x1="0" x2="0" y1="0" y2="1">
            <stop offset="0" stopColor={accent} stopOpacity="0.22" />
            <stop offset="1" stopColor={accent} stopOpacity="0" />
          </linearGradient>
          <clipPath id="drawn">
            <rect width={width * curve} height={height} />
          </clipPath>
        </defs>
        <g clipPath="url(#drawn)">
          <path d={`${line} V${height} H0 Z`} fill="url(#under)" />
          <path d={line} fill="none" stroke={accent} strokeWidth={unit * 0.009} strokeLinecap="round" />
        </g>
      </svg>
      <AbsoluteFill style={{ padding: `${marginY}px ${marginX}px`, fontFamily: theme.display, color, opacity: out, translate: `0 ${(out - 1) * unit * 0.03}px` }}>
        <div style={{ fontWeight: 800, fontSize: unit * (wide ? 0.4 : 0.31), lineHeight: 1, letterSpacing: '-0.065em', fontVariantNumeric: 'tabular-nums', marginLeft: -unit * 0.015, opacity: progress(frame, 0, 8) }}>
          {prefix}
          {counted}
          {suffix}
        </div>
        <Words text={label} start={26} stagger={4} style={{ marginTop: unit * 0.02, fontWeight: 600, fontSize: unit * 0.062, lineHeight: 1.15, letterSpacing: '-0.025em', maxWidth: unit * (wide ? 1.1 : 0.7) }} />
      </AbsoluteFill>
    </AbsoluteFill>
  );
};
