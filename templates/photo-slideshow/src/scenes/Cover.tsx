import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { mix, progress, SWING, useLayout } from '../components/motion';
import { Picture } from '../components/Picture';
import { Words } from '../components/Words';
import { theme } from '../theme';

type CoverProps = { title: string; line: string; photo: string; background: string; color: string };

/** The first page of an album: a print on paper, and the title beside it, or below it where the picture is narrow. */
export const Cover = ({ title, line, photo, background, color }: CoverProps) => {
  const frame = useCurrentFrame();
  const { width, height, unit, wide, tall, marginX, marginY } = useLayout();
  const open = progress(frame, 4, 30, SWING);
  const frameWidth = wide ? width * 0.4 : width - marginX * 2;
  const frameHeight = wide ? height - marginY * 2 : height * (tall ? 0.5 : 0.46);
  const fontSize = unit * (wide ? 0.165 : tall ? 0.15 : 0.125);
  return (
    <AbsoluteFill style={{ backgroundColor: background }}>
      <Picture
        photo={photo}
        drift="in"
        frames={90}
        style={{
          left: wide ? width - marginX - frameWidth : marginX,
          top: marginY,
          width: frameWidth,
          height: frameHeight,
          borderRadius: unit * 0.012,
          clipPath: `inset(${(1 - open) * 100}% 0 0 0 round ${unit * 0.012}px)`,
          translate: `0 ${mix(unit * 0.04, 0, open)}px`,
        }}
      />
      <div style={{ position: 'absolute', left: marginX, bottom: marginY, width: wide ? width * 0.46 : width - marginX * 2, color }}>
        <Words text={title} start={12} stagger={6} style={{ fontFamily: theme.serif, fontWeight: 360, fontSize, lineHeight: 0.98, letterSpacing: '-0.04em' }} />
        <Words text={line} start={34} stagger={3} style={{ marginTop: unit * 0.04, fontFamily: theme.sans, fontWeight: 600, fontSize: unit * 0.042, letterSpacing: '-0.01em' }} />
      </div>
    </AbsoluteFill>
  );
};
