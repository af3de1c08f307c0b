import { useCurrentFrame } from 'remotion';
import { Habit } from '../components/Habit';
import { mix, progress } from '../components/motion';

type WaterProps = { title: string; background: string; color: string; accent: string };

/** A glass that fills up. */
export const Water = (props: WaterProps) => {
  const frame = useCurrentFrame();
  const level = mix(92, 34, progress(frame, 12, 40));
  const wave = Array.from({ length: 21 }, (_, index) => {
    const x = 20 + index * 3;
    return `${x} ${level + Math.sin(index * 0.75 + frame * 0.22) * 1.8}`;
  });
  return (
    <Habit number={2} {...props}>
      <defs>
        <clipPath id="glass">
          <path d="M25 12 L75 12 L69 91 C69 95 66 96 63 96 L37 96 C34 96 31 95 31 91 Z" />
        </clipPath>
      </defs>
      <g opacity={progress(frame, 4, 12)}>
        <path d="M25 12 L75 12 L69 91 C69 95 66 96 63 96 L37 96 C34 96 31 95 31 91 Z" fill="#4864f5" />
        <g clipPath="url(#glass)">
          <path d={`M${wave.join(' L')} L80 100 L20 100 Z`} fill={props.accent} />
          {[0, 1, 2, 3, 4].map((index) => {
            const up = (frame * 0.9 + index * 23) % 70;
            return <circle key={index} cx={38 + index * 6} cy={96 - up} r={1.6 + (index % 3) * 0.7} fill="#ffffff" opacity={96 - up > level + 4 ? 0.85 : 0} />;
          })}
        </g>
        <path d="M25 12 L75 12 L69 91 C69 95 66 96 63 96 L37 96 C34 96 31 95 31 91 Z" fill="none" stroke="#ffffff" strokeWidth={2.6} strokeLinejoin="round" />
        <path d="M34 22 L37.5 78" stroke="#ffffff" strokeWidth={2.4} strokeLinecap="round" opacity={0.6} />
      </g>
    </Habit>
  );
};
