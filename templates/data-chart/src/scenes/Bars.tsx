import { AbsoluteFill, useCurrentFrame, useVideoConfig } from 'remotion';
import { leaving, progress, SPRING, SWING, useLayout } from '../components/motion';
import { Words } from '../components/Words';
import { theme } from '../theme';

type BarsProps = {
  title: string;
  labels: string[];
  values: number[];
  unit: string;
  background: string;
  color: string;
  bar: string;
  accent: string;
};

/** The months as bars; the last one is the news, so it alone has the accent. */
export const Bars = ({ title, labels, values, unit: measure, background, color, bar, accent }: BarsProps) => {
  const frame = useCurrentFrame();
  const { durationInFrames } = useVideoConfig();
  const { width, height, unit, wide, tall, marginX, marginY } = useLayout();
  const out = leaving(frame, durationInFrames, 10);
  const top = Math.max(...values);
  const base = height - marginY - unit * 0.07;
  const chartHeight = height * (tall ? 0.46 : wide ? 0.5 : 0.42);
  const pitch = (width - marginX * 2) / values.length;
  const size = unit * 0.042;
  return (
    <AbsoluteFill style={{ backgroundColor: background }}>
      <AbsoluteFill style={{ opacity: out, fontFamily: theme.display, color }}>
        <div style={{ position: 'absolute', left: marginX, right: marginX, top: marginY }}>
          <Words text={title} start={2} stagger={3} style={{ fontWeight: 800, fontSize: unit * 0.088, lineHeight: 1.04, letterSpacing: '-0.04em', maxWidth: unit * (wide ? 1.1 : 0.86) }} />
          <Words text={measure} start={16} stagger={2} style={{ marginTop: unit * 0.022, fontWeight: 500, fontSize: size, letterSpacing: '-0.015em', color: '#565a6b' }} />
        </div>
        <div style={{ position: 'absolute', left: marginX, top: base, height: Math.max(2, unit * 0.003), width: (width - marginX * 2) * progress(frame, 8, 30, SWING), backgroundColor: color }} />
        {values.map((value, index) => {
          const last = index === values.length - 1;
          const grown = progress(frame, 18 + index * 6 + (last ? 8 : 0), 30, last ? SPRING : undefined);
          const reach = chartHeight * (value / top) * grown;
          return (
            <div key={labels[index]}>
              <div
                style={{
                  position: 'absolute',
                  left: marginX + index * pitch + pitch * 0.14,
                  top: base - reach,
                  width: pitch * 0.72,
                  height: reach,
                  borderRadius: `${unit * 0.012}px ${unit * 0.012}px 0 0`,
                  backgroundColor: last ? accent : bar,
                  opacity: last ? 1 : 0.42 + (0.5 * index) / values.length,
                }}
              />
              <div style={{ position: 'absolute', left: marginX + index * pitch, width: pitch, top: base - reach - size * 1.5, textAlign: 'center', fontWeight: last ? 800 : 600, fontSize: size, fontVariantNumeric: 'tabular-nums', opacity: progress(frame, 30 + index * 6, 12) }}>
                {value}
              </div>
              <div style={{ position: 'absolute', left: marginX + index * pitch, width: pitch, top: base + size * 0.45, textAlign: 'center', fontWeight: 600, fontSize: size, opacity: progress(frame, 14 + index * 3, 14) }}>{labels[index]}</div>
            </div>
          );
        })}
      </AbsoluteFill>
    </AbsoluteFill>
  );
};
