import { AbsoluteFill, Easing, interpolate, useCurrentFrame, useVideoConfig } from 'remotion';

type TitleProps = {
  title: string;
  subtitle: string;
  color: string;
};

/** Title and subtitle in the upper left, coming in one after the other and leaving together at the end. */
export const Title = ({ title, subtitle, color }: TitleProps) => {
  const frame = useCurrentFrame();
  const { width, height, durationInFrames } = useVideoConfig();
  const unit = Math.min(width, height);
  const leave = interpolate(frame, [durationInFrames - 18, durationInFrames - 2], [1, 0], clamp);
  const appear = (start: number) => interpolate(frame, [start, start + 24], [0, 1], { ...clamp, easing: Easing.out(Easing.cubic) });
  const titleIn = appear(8);
  const subtitleIn = appear(24);

  return (
    <AbsoluteFill
      style={{ padding: unit * 0.1, paddingTop: height > width ? height * 0.15 : unit * 0.1, gap: unit * 0.035, color, opacity: leave }}
    >
      <div
        style={{
          fontFamily: 'Georgia, "Iowan Old Style", "Noto Serif", serif',
          fontSize: unit * 0.125,
          lineHeight: 1.06,
          letterSpacing: '-0.02em',
          maxWidth: unit * 1.1,
          opacity: titleIn,
          translate: `0 ${(1 - titleIn) * unit * 0.04}px`,
        }}
      >
        {title}
      </div>
      <div
        style={{
          fontFamily: 'Inter, "Helvetica Neue", Arial, system-ui, sans-serif',
          fontSize: unit * 0.036,
          letterSpacing: '0.01em',
          opacity: subtitleIn * 0.9,
          translate: `0 ${(1 - subtitleIn) * unit * 0.02}px`,
        }}
      >
        {subtitle}
      </div>
    </AbsoluteFill>
  );
};

const clamp = { extrapolateLeft: 'clamp', extrapolateRight: 'clamp' } as const;
