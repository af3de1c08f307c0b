import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { progress, SPRING, SWING, useLayout } from '../components/motion';
import { Words } from '../components/Words';
import { theme } from '../theme';

type FinaleProps = { name: string; line: string; action: string; background: string; color: string };

/** The ring of light opens until it fills the picture: name, day, and where to go. */
export const Finale = ({ name, line, action, background, color }: FinaleProps) => {
  const frame = useCurrentFrame();
  const { width, height, unit, wide } = useLayout();
  const open = progress(frame, 0, 15, SWING);
  const reach = Math.hypot(width, height) * 1.02;
  const button = progress(frame, 34, 24, SPRING);
  return (
    <AbsoluteFill>
      <div
        style={{
          position: 'absolute',
          left: width / 2,
          top: height / 2,
          width: reach * open,
          height: reach * open,
          translate: '-50% -50%',
          borderRadius: '50%',
          backgroundColor: background,
        }}
      />
      <AbsoluteFill style={{ justifyContent: 'center', alignItems: 'center', gap: unit * 0.028, color, fontFamily: theme.sans, textAlign: 'center' }}>
        <Words text={name} start={10} stagger={4} style={{ fontWeight: 250, fontSize: unit * (wide ? 0.2 : 0.165), letterSpacing: '-0.065em', lineHeight: 1 }} />
        <Words text={line} start={24} stagger={3} style={{ fontWeight: 500, fontSize: unit * 0.05, letterSpacing: '-0.03em' }} />
        <div
          style={{
            marginTop: unit * 0.03,
            padding: `${unit * 0.024}px ${unit * 0.05}px`,
            borderRadius: unit,
            backgroundColor: color,
            color: background,
            fontWeight: 500,
            fontSize: unit * 0.038,
            letterSpacing: '-0.02em',
            opacity: progress(frame, 34, 8),
            scale: `${0.7 + 0.3 * button}`,
          }}
        >
          {action}
        </div>
      </AbsoluteFill>
    </AbsoluteFill>
  );
};
