import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { progress, SWING, useLayout } from '../components/motion';
import { Words } from '../components/Words';
import { theme } from '../theme';

type AuthorProps = { name: string; role: string; background: string; color: string };

/** A sheet of colour rises over the scene before, and the name signs it. */
export const Author = ({ name, role, background, color }: AuthorProps) => {
  const frame = useCurrentFrame();
  const { width, height, unit, marginX } = useLayout();
  const cover = progress(frame, 0, 14, SWING);
  const fontSize = Math.min(unit * 0.2, (width - marginX * 2) / (name.length * 0.5));
  const line = progress(frame, 18, 26, SWING);
  return (
    <AbsoluteFill>
      <AbsoluteFill style={{ backgroundColor: background, translate: `0 ${(1 - cover) * height}px`, borderRadius: `${(1 - cover) * unit * 0.5}px ${(1 - cover) * unit * 0.5}px 0 0` }} />
      <AbsoluteFill style={{ justifyContent: 'center', alignItems: 'center', color, gap: unit * 0.035, textAlign: 'center' }}>
        <Words
          text={name}
          start={10}
          stagger={5}
          style={{ fontFamily: theme.serif, fontStyle: 'italic', fontWeight: 400, fontSize, letterSpacing: '-0.03em', lineHeight: 1.1 }}
        />
        <div style={{ width: unit * 0.16 * line, height: Math.max(2, unit * 0.004), borderRadius: unit, backgroundColor: color }} />
        <Words text={role} start={14} stagger={1.5} style={{ fontFamily: theme.sans, fontWeight: 600, fontSize: unit * 0.042 }} />
      </AbsoluteFill>
    </AbsoluteFill>
  );
};
