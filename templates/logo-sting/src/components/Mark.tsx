export type MarkColors = { first: string; second: string; third: string; fourth: string };

type MarkProps = MarkColors & {
  size: number;
  /** How far each of the four quarters has come to its place, from 0 to 1. */
  placed: readonly [number, number, number, number];
};

/** The sign: four quarters, each a quarter circle, that together are a compass. */
export const Mark = ({ size, placed, first, second, third, fourth }: MarkProps) => (
  <svg width={size} height={size} viewBox="-50 -50 100 100" style={{ display: 'block', overflow: 'visible' }}>
    {[first, second, third, fourth].map((color, index) => {
      const part = placed[index] ?? 1;
      return (
        <g key={index} transform={`rotate(${index * 90 + (1 - part) * -180}) translate(${1 + (1 - part) * 34} ${-1 + (1 - part) * -34}) scale(${0.35 + 0.65 * part})`} opacity={Math.min(1, part * 6)}>
          <path d={index % 2 === 0 ? 'M0 0 V-48 A48 48 0 0 1 48 0 Z' : 'M0 0 H48 V-48 A48 48 0 0 0 0 0 Z'} fill={color} />
        </g>
      );
    })}
  </svg>
);
