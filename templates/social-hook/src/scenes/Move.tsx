import { useCurrentFrame } from 'remotion';
import { Habit } from '../components/Habit';
import { progress, SWING } from '../components/motion';

type MoveProps = { title: string; background: string; color: string; accent: string };

/** A body that stretches to one side, then to the other, between lines of its own movement. */
export const Move = (props: MoveProps) => {
  const frame = useCurrentFrame();
  const here = progress(frame, 6, 18);
  const lean = -16 + 32 * progress(frame, 24, 26, SWING);
  const limb = { fill: 'none', stroke: props.accent, strokeWidth: 9, strokeLinecap: 'round', strokeLinejoin: 'round' } as const;
  return (
    <Habit number={3} {...props}>
      <ellipse cx={50} cy={94} rx={34 * here} ry={3.4} fill={props.color} opacity={0.14} />
      {[40, 48].map((radius, index) => (
        <path
          key={radius}
          d={`M${50 - radius} 62 A${radius} ${radius} 0 0 1 ${50 + radius} 62`}
          fill="none"
          stroke={props.color}
          strokeWidth={1.8}
          strokeLinecap="round"
          pathLength={1}
          strokeDasharray="0.08 0.06"
          strokeDashoffset={-frame * 0.004 * (index + 1)}
          opacity={0.5 * here}
        />
      ))}
      <g opacity={here} transform={`translate(0 ${(1 - here) * 20})`}>
        <path d="M50 62 L38 92 M50 62 L62 92" {...limb} stroke="#160905" />
        <g transform={`rotate(${lean} 50 62)`}>
          <path d="M50 62 L50 40" {...limb} strokeWidth={15} />
          <path d="M47 38 C38 34 36 26 40 16 M53 38 C62 34 64 26 60 16" {...limb} strokeWidth={7.5} />
          <circle cx={50} cy={24} r={7.6} fill="#160905" />
        </g>
      </g>
    </Habit>
  );
};
