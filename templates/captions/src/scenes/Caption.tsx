import { AbsoluteFill, useCurrentFrame, useVideoConfig } from 'remotion';
import { leaving, mix, progress, useLayout } from '../components/motion';
import { theme } from '../theme';

type CaptionProps = { text: string; color: string; accent: string };

/** One line as it is spoken: all of it can be read at once, and each word lights up in its turn, longer words for longer. */
export const Caption = ({ text, color, accent }: CaptionProps) => {
  const frame = useCurrentFrame();
  const { durationInFrames } = useVideoConfig();
  const { width, height, unit, wide, tall, marginX } = useLayout();
  const words = text.split(' ');
  const weights = words.map((word) => word.length + 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const spoken = durationInFrames * 0.82;
  const out = leaving(frame, durationInFrames, 6);
  const fontSize = unit * (wide ? 0.13 : 0.115);
  return (
    <AbsoluteFill>
      <div
        style={{
          position: 'absolute',
          left: marginX,
          top: height * (tall ? 0.52 : 0.43),
          width: wide ? width * 0.56 : width - marginX * 2,
          fontFamily: theme.display,
          fontWeight: 800,
          fontSize,
          lineHeight: 1.1,
          letterSpacing: '-0.03em',
          opacity: out,
        }}
      >
        {words.map((word, index) => {
          const from = (weights.slice(0, index).reduce((sum, weight) => sum + weight, 0) / total) * spoken;
          const until = from + ((weights[index] ?? 0) / total) * spoken;
          const here = progress(frame, index * 1.5, 9);
          const said = progress(frame, from - 3, 6) * (1 - progress(frame, until - 3, 6));
          const now = frame >= from && frame < until;
          return (
            <span key={`${index} ${word}`}>
              <span
                style={{
                  display: 'inline-block',
                  color: now ? accent : color,
                  opacity: here,
                  scale: `${mix(0.86, 1, here)}`,
                  translate: `0 ${said * -0.05}em`,
                  transformOrigin: '0% 80%',
                }}
              >
                {word}
              </span>{' '}
            </span>
          );
        })}
      </div>
    </AbsoluteFill>
  );
};
