import { AbsoluteFill, useCurrentFrame } from 'remotion';
import { mix, progress, SPRING, SWING, useLayout } from '../components/motion';
import { Picture } from '../components/Picture';
import { Words } from '../components/Words';
import { theme } from '../theme';

type EndingProps = { title: string; background: string; color: string };

const PRINTS = [
  { photo: 'photos/lake.webp', tilt: -7, x: -0.62 },
  { photo: 'photos/dunes.webp', tilt: 4, x: -0.21 },
  { photo: 'photos/coast.webp', tilt: -3, x: 0.21 },
  { photo: 'photos/aurora.webp', tilt: 6, x: 0.62 },
];

/** All of them as prints on a table, and a question. */
export const Ending = ({ title, background, color }: EndingProps) => {
  const frame = useCurrentFrame();
  const { width, height, unit, wide, tall } = useLayout();
  const cover = progress(frame, 0, 12, SWING);
  const print = wide ? unit * 0.39 : unit * (tall ? 0.46 : 0.34);
  const border = print * 0.045;
  return (
    <AbsoluteFill style={{ backgroundColor: background, clipPath: `inset(${mix(100, 0, cover)}% 0 0 0)` }}>
      {PRINTS.map(({ photo, tilt, x }, index) => {
        const fall = progress(frame, 8 + index * 5, 22, SPRING);
        const left = wide ? width / 2 + x * unit * 0.98 : width / 2 + (index % 2 === 0 ? -0.5 : 0.5) * print * 1.02;
        const top = wide ? height * 0.39 + (index % 2) * unit * 0.03 : height * (tall ? 0.27 : 0.22) + Math.floor(index / 2) * print * (tall ? 1.02 : 0.86);
        return (
          <div
            key={photo}
            style={{
              position: 'absolute',
              left,
              top,
              width: print,
              height: print * 0.9,
              translate: `-50% ${mix(-90, -50, fall)}%`,
              rotate: `${mix(tilt * 3, tilt, fall)}deg`,
              opacity: progress(frame, 8 + index * 5, 6),
              backgroundColor: '#ffffff',
              boxShadow: `0 ${unit * 0.012}px ${unit * 0.05}px rgba(50, 38, 20, 0.24)`,
            }}
          >
            <Picture photo={photo} drift="in" frames={84} style={{ left: border, right: border, top: border, bottom: border * 3.2 }} />
          </div>
        );
      })}
      <Words
        text={title}
        start={26}
        stagger={5}
        style={{ position: 'absolute', left: 0, right: 0, bottom: height * (tall ? 0.15 : 0.1), textAlign: 'center', fontFamily: theme.serif, fontStyle: 'italic', fontWeight: 360, fontSize: unit * 0.125, lineHeight: 1.1, letterSpacing: '-0.035em', color }}
      />
    </AbsoluteFill>
  );
};
