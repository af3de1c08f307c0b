import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { mix, progress, SWING, useLayout } from '../components/motion';
import { Words } from '../components/Words';
import { theme } from '../theme';

type OpeningProps = { title: string; line: string; background: string; color: string; accent: string };

/** A sheet of paper with light moving over it, one title, one line, and a caret that waits. */
export const Opening = ({ title, line, background, color, accent }: OpeningProps) => {
  const frame = useCurrentFrame();
  const { width, height, unit, wide, marginX, marginY } = useLayout();
  const caret = Math.floor(frame / 18) % 2 === 0 ? 1 : 0.15;
  const window = progress(frame, 0, 180, SWING);
  const fontSize = unit * (wide ? 0.21 : 0.17);
  return (
    <AbsoluteFill style={{ backgroundColor: background }}>
      <svg width={width} height={height} style={{ position: 'absolute' }}>
        <defs>
          <filter id="soft" x="-20%" y="-20%" width="140%" height="140%">
            <feGaussianBlur stdDeviation={unit * 0.016} />
          </filter>
        </defs>
        <g
          transform={`translate(${width * mix(0.6, 0.66, window)} ${height * 0.04}) skewX(-17) scale(${unit / 1000})`}
          filter="url(#soft)"
          opacity={progress(frame, 0, 50)}
        >
          {[0, 1, 2].flatMap((row) =>
            [0, 1].map((column) => <rect key={`${row} ${column}`} x={column * 270} y={row * 300} width={240} height={270} rx={6} fill="#fffdf7" />),
          )}
        </g>
      </svg>
      <AbsoluteFill style={{ padding: `${marginY}px ${marginX}px`, justifyContent: 'flex-end', color }}>
        <Words text={title} start={14} stagger={6} style={{ fontFamily: theme.serif, fontSize, lineHeight: 1, letterSpacing: '-0.025em' }} />
        <div style={{ display: 'flex', alignItems: 'center', marginTop: unit * 0.045, fontFamily: theme.sans, fontWeight: 500, fontSize: unit * 0.046, letterSpacing: '-0.01em' }}>
          <Words text={line} start={38} stagger={4} />
          <div style={{ width: Math.max(3, unit * 0.005), height: unit * 0.056, backgroundColor: accent, opacity: progress(frame, 56, 6) * caret }} />
        </div>
      </AbsoluteFill>
    </AbsoluteFill>
  );
};
