import { AbsoluteFill, useCurrentFrame, useVideoConfig } from 'remotion';
import { leaving, mix, progress, useLayout } from '../components/motion';
import { Rings } from '../components/Rings';
import { Stage } from '../components/Stage';
import { Words } from '../components/Words';
import { theme } from '../theme';

type TeaserProps = { text: string; emphasis: string; background: string; color: string; accent: string };

/** Nothing but a sound in the dark, and what it is about. */
export const Teaser = ({ text, emphasis, background, color, accent }: TeaserProps) => {
  const frame = useCurrentFrame();
  const { durationInFrames } = useVideoConfig();
  const { unit } = useLayout();
  const waking = progress(frame, 0, 50);
  const out = leaving(frame, durationInFrames, 12);
  const size = unit * mix(1.2, 1.55, frame / durationInFrames);
  return (
    <Stage color={background} light={accent} x={0.5} y={0.5} strength={waking * 0.5}>
      <AbsoluteFill style={{ justifyContent: 'center', alignItems: 'center' }}>
        <Rings size={size} color={accent} level={waking * 0.5} />
      </AbsoluteFill>
      <AbsoluteFill
        style={{
          justifyContent: 'center',
          textAlign: 'center',
          fontFamily: theme.sans,
          fontWeight: 300,
          fontSize: unit * 0.105,
          letterSpacing: '-0.045em',
          lineHeight: 1.12,
          opacity: out,
          scale: `${mix(1.06, 1, out)}`,
        }}
      >
        <Words text={text} start={10} stagger={5} style={{ color }} />
        <Words text={emphasis} start={26} stagger={5} style={{ color: accent }} />
      </AbsoluteFill>
    </Stage>
  );
};
