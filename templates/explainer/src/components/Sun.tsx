import { useCurrentFrame } from 'remotion';

type SunProps = { x: number; y: number; size: number; color: string };

/** A sun with rays that turn; to be used inside an svg. */
export const Sun = ({ x, y, size, color }: SunProps) => {
  const frame = useCurrentFrame();
  return (
    <g transform={`translate(${x} ${y}) rotate(${frame * 0.5}) scale(${size})`}>
      {Array.from({ length: 12 }, (_, index) => (
        <rect key={index} x={-0.055} y={-0.98 - 0.05 * Math.sin(frame / 8 + index)} width={0.11} height={0.26} rx={0.055} fill={color} transform={`rotate(${index * 30})`} />
      ))}
      <circle r={0.58} fill={color} />
    </g>
  );
};
