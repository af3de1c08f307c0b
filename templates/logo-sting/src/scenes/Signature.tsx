import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { Mark, type MarkColors } from '../components/Mark';
import { mix, progress, SPRING, SWING, useLayout } from '../components/motion';
import { Words } from '../components/Words';
import { theme } from '../theme';

type SignatureProps = MarkColors & { name: string; line: string; background: string; color: string };

/** Light comes on behind the sign, and its name is written beside it, or below it where the picture is narrow. */
export const Signature = ({ name, line, background, color, ...colors }: SignatureProps) => {
  const frame = useCurrentFrame();
  const { width, height, unit, wide } = useLayout();
  const open = progress(frame, 2, 22, SWING);
  const aside = progress(frame, 12, 26, SWING);
  const size = mix(unit * 0.4, wide ? unit * 0.27 : unit * 0.36, aside);
  const fontSize = Math.min(unit * 0.15, (width * (wide ? 0.56 : 0.82)) / (name.length * 0.72));
  const textWidth = fontSize * name.length * 0.7;
  const whole = wide ? size + unit * 0.05 + textWidth : size;
  const markX = mix(width / 2, wide ? width / 2 - whole / 2 + size / 2 : width / 2, aside);
  const markY = mix(height / 2, wide ? height * 0.47 : height / 2 - unit * 0.16, aside);
  const spin = progress(frame, 10, 34, SPRING) * 90;
  return (
    <AbsoluteFill style={{ backgroundColor: '#1b1038' }}>
      <div
        style={{
          position: 'absolute',
          left: width / 2,
          top: height / 2,
          width: Math.hypot(width, height) * 1.04 * open,
          height: Math.hypot(width, height) * 1.04 * open,
          translate: '-50% -50%',
          borderRadius: '50%',
          backgroundColor: background,
        }}
      />
      <div style={{ position: 'absolute', left: markX, top: markY, translate: '-50% -50%', rotate: `${spin}deg` }}>
        <Mark size={size} placed={[1, 1, 1, 1]} {...colors} fourth={open > 0.5 ? colors.fourth : background} />
      </div>
      <div
        style={{
          position: 'absolute',
          left: wide ? width / 2 - whole / 2 + size + unit * 0.05 : 0,
          width: wide ? textWidth * 1.2 : width,
          top: wide ? height * 0.47 - fontSize * 0.62 : height / 2 + unit * 0.1,
          textAlign: wide ? 'left' : 'center',
          color,
          fontFamily: theme.display,
        }}
      >
        <div style={{ fontWeight: 600, fontSize, letterSpacing: '-0.05em', lineHeight: 1.24, whiteSpace: 'nowrap' }}>
          {[...name].map((letter, index) => {
            const part = progress(frame, 24 + index * 1.6, 20);
            return (
              <span key={`${index} ${letter}`} style={{ display: 'inline-block', opacity: part, translate: `${(1 - part) * -0.35}em 0`, whiteSpace: 'pre' }}>
                {letter}
              </span>
            );
          })}
        </div>
        <Words text={line} start={46} stagger={3} style={{ marginTop: unit * 0.01, fontWeight: 350, fontSize: Math.max(unit * 0.034, fontSize * 0.27), letterSpacing: '-0.02em' }} />
      </div>
    </AbsoluteFill>
  );
};
