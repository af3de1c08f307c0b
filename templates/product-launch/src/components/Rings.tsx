import { useCurrentFrame } from 'remotion';

type RingsProps = { size: number; color: string; /** How much is to be heard, from 0 to 1. */ level: number };

/** Sound as rings that leave the middle. */
export const Rings = ({ size, color, level }: RingsProps) => {
  const frame = useCurrentFrame();
  const count = 7;
  return (
    <svg width={size} height={size} viewBox="-100 -100 200 200" style={{ display: 'block' }}>
      {Array.from({ length: count }, (_, index) => {
        const age = (index / count + frame / 150) % 1;
        return (
          <circle
            key={index}
            r={14 + age * 84}
            fill="none"
            stroke={color}
            strokeWidth={1.5 - age * 1.1}
            opacity={level * Math.sin(Math.PI * age) ** 0.8 * 0.85}
          />
        );
      })}
    </svg>
  );
};
