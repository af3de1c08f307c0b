import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { Backdrop } from '../components/Backdrop';
import { progress, SWING, useLayout } from '../components/motion';
import { QuoteMark } from '../components/QuoteMark';
import { Words } from '../components/Words';
import { theme } from '../theme';

type QuoteProps = { text: string; emphasis: string; background: string; color: string; accent: string };

/** The words arrive as one would say them; the last of them is underlined. */
export const Quote = ({ text, emphasis, background, color, accent }: QuoteProps) => {
  const frame = useCurrentFrame();
  const { width, unit, tall, wide, marginX, marginY } = useLayout();
  const emphasisAt = text.split(' ').length * 6 + 8;
  const fontSize = unit * (wide ? 0.19 : tall ? 0.155 : 0.142);
  return (
    <AbsoluteFill>
      <Backdrop color={background} light="rgba(120, 190, 150, 0.30)" offset={75} />
      <div style={{ position: 'absolute', left: marginX, top: marginY }}>
        <QuoteMark size={unit * 0.15} color={accent} drawn={1} />
      </div>
      <div
        style={{
          position: 'absolute',
          left: marginX,
          bottom: marginY * 1.05,
          width: width - marginX * 2,
          fontFamily: theme.serif,
          fontWeight: 380,
          fontSize,
          lineHeight: 1.04,
          letterSpacing: '-0.035em',
          color,
        }}
      >
        <Words text={text} start={2} stagger={6} style={{ maxWidth: fontSize * 8 }} />
        <div style={{ display: 'inline-block', color: accent, fontStyle: 'italic', paddingBottom: '0.06em', position: 'relative' }}>
          <Words text={emphasis} start={emphasisAt} />
          <svg width="100%" height={fontSize * 0.12} viewBox="0 0 100 6" preserveAspectRatio="none" style={{ position: 'absolute', left: 0, bottom: 0 }}>
            <path
              d="M1 4 C 22 0.5, 60 0.5, 99 3"
              fill="none"
              stroke={accent}
              strokeWidth={1.4}
              strokeLinecap="round"
              pathLength={1}
              strokeDasharray={1}
              strokeDashoffset={1 - progress(frame, emphasisAt + 12, 26, SWING)}
              opacity={progress(frame, emphasisAt + 12, 2)}
            />
          </svg>
        </div>
      </div>
    </AbsoluteFill>
  );
};
