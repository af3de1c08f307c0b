import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { mix, progress, SPRING, useLayout } from '../components/motion';
import { Panel } from '../components/Panel';
import { Slam } from '../components/Slam';
import { theme } from '../theme';

type EndingProps = { title: string; handle: string; background: string; color: string; accent: string };

/** A bookmark is pressed, fills with colour, and says whom to follow. */
export const Ending = ({ title, handle, background, color, accent }: EndingProps) => {
  const frame = useCurrentFrame();
  const { unit, tall } = useLayout();
  const press = frame < 26 ? mix(1, 0.86, progress(frame, 18, 8)) : mix(0.86, 1, progress(frame, 26, 16, SPRING));
  const fontSize = unit * (tall ? 0.17 : 0.14);
  const sign = unit * (tall ? 0.36 : 0.24);
  return (
    <Panel color={background}>
      <AbsoluteFill style={{ alignItems: 'center', justifyContent: 'center', textAlign: 'center', gap: unit * (tall ? 0.07 : 0.045) }}>
        <svg width={sign} height={sign} viewBox="0 0 60 60" style={{ scale: `${press}`, overflow: 'visible' }}>
          <path d="M14 4 H46 V56 L30 43 L14 56 Z" fill={accent} fillOpacity={progress(frame, 26, 6)} stroke={accent} strokeWidth={4} strokeLinejoin="round" />
          {Array.from({ length: 8 }, (_, index) => {
            const fly = progress(frame, 27, 22);
            return (
              <path key={index} d={`M0 ${-34 - 4 * fly} V${-34 - 10 * fly}`} stroke={accent} strokeWidth={3} strokeLinecap="round" opacity={fly > 0 ? 1 - fly : 0} transform={`translate(30 30) rotate(${index * 45})`} />
            );
          })}
        </svg>
        <Slam text={title} start={10} stagger={4} style={{ fontFamily: theme.display, textTransform: 'uppercase', fontSize, lineHeight: 1.1, color, maxWidth: fontSize * 4 }} />
        <div style={{ fontFamily: theme.sans, fontWeight: 700, fontSize: unit * 0.05, color: accent, opacity: progress(frame, 30, 12) }}>{handle}</div>
      </AbsoluteFill>
    </Panel>
  );
};
