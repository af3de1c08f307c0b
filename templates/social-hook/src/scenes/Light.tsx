import { useCurrentFrame } from 'remotion';
import { Habit } from '../components/Habit';
import { progress } from '../components/motion';

type LightProps = { title: string; background: string; color: string; accent: string };

/** A sun that opens its rays. */
export const Light = (props: LightProps) => {
  const frame = useCurrentFrame();
  const rays = 16;
  return (
    <Habit number={1} {...props}>
      <g transform={`translate(50 50) rotate(${frame * 0.8})`}>
        {Array.from({ length: rays }, (_, index) => {
          const part = progress(frame, 12 + index, 18);
          return <path key={index} d={`M-4.4 -29 L4.4 -29 L0 ${-29 - 18 * part} Z`} fill={props.accent} opacity={part} transform={`rotate(${(index * 360) / rays})`} />;
        })}
      </g>
      <circle cx={50} cy={50} r={25 * progress(frame, 6, 22)} fill={props.accent} />
      <circle cx={50} cy={50} r={17 * progress(frame, 12, 22)} fill="#ff7a45" />
    </Habit>
  );
};
