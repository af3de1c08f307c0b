import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { mix, progress, SWING, useLayout } from '../components/motion';
import { Picture } from '../components/Picture';
import { Words } from '../components/Words';
import { theme } from '../theme';

type PhotoProps = { photo: string; place: string; when: string; color: string; drift: 'in' | 'left' | 'right' };

/** One photo over the whole picture, opened like a shutter over the one before; where and when stand in its corner. */
export const Photo = ({ photo, place, when, color, drift }: PhotoProps) => {
  const frame = useCurrentFrame();
  const { unit, wide, marginX, marginY } = useLayout();
  const open = progress(frame, 0, 12, SWING);
  return (
    <AbsoluteFill style={{ clipPath: `inset(0 ${mix(100, 0, open)}% 0 0)` }}>
      <Picture photo={photo} drift={drift} frames={96} style={{ inset: 0 }} />
      <AbsoluteFill style={{ background: 'linear-gradient(0deg, rgba(8, 10, 20, 0.82) 0%, rgba(8, 10, 20, 0.45) 26%, transparent 58%)' }} />
      <AbsoluteFill style={{ padding: `${marginY}px ${marginX}px`, justifyContent: 'flex-end', color }}>
        <Words text={place} start={8} stagger={5} style={{ fontFamily: theme.serif, fontStyle: 'italic', fontWeight: 360, fontSize: unit * (wide ? 0.16 : 0.145), lineHeight: 1, letterSpacing: '-0.035em' }} />
        <Words text={when} start={20} stagger={3} style={{ marginTop: unit * 0.026, fontFamily: theme.sans, fontWeight: 600, fontSize: unit * 0.042, letterSpacing: '-0.01em' }} />
      </AbsoluteFill>
    </AbsoluteFill>
  );
};
