import { AbsoluteFill, random, useCurrentFrame } from 'remotion';
import { Mark, type MarkColors } from '../components/Mark';
import { progress, SWING, useLayout } from '../components/motion';

type PiecesProps = MarkColors & { background: string };

const SHAPES = ['M0 0 H1 A1 1 0 0 1 0 1 Z', 'M0 0 H1 V1 A1 1 0 0 1 0 0 Z', 'M0.5 0 A0.5 0.5 0 0 1 0.5 1 A0.5 0.5 0 0 1 0.5 0 Z', 'M0 0 H1 V1 H0 Z'];

/** A field of loose shapes turns, square by square, and clears away from the middle out: four of them stay. */
export const Pieces = ({ background, ...colors }: PiecesProps) => {
  const frame = useCurrentFrame();
  const { width, height, unit } = useLayout();
  const tile = unit / 6;
  const columns = Math.ceil(width / tile / 2) * 2;
  const rows = Math.ceil(height / tile / 2) * 2;
  const palette = [colors.first, colors.second, colors.third, colors.fourth, '#2c1c57', '#2c1c57'];
  const middle = [0, 1, 2, 3].map((index) => progress(frame, 40 + index * 5, 28, SWING)) as [number, number, number, number];
  return (
    <AbsoluteFill style={{ backgroundColor: background }}>
      <svg width={width} height={height} style={{ position: 'absolute' }}>
        {Array.from({ length: columns * rows }, (_, index) => {
          const column = index % columns;
          const row = Math.floor(index / columns);
          const distance = Math.hypot(column - columns / 2 + 0.5, row - rows / 2 + 0.5);
          const come = progress(frame, (1 - random(`come ${index}`)) * 12, 18);
          const turn = progress(frame, 16 + distance * 1.6, 22, SWING) * 90;
          const go = progress(frame, 34 + distance * 2.2, 14, SWING);
          const x = width / 2 + (column - columns / 2 + 0.5) * tile;
          const y = height / 2 + (row - rows / 2 + 0.5) * tile;
          const seed = Math.floor(random(`shape ${index}`) * SHAPES.length);
          const color = palette[Math.floor(random(`color ${index}`) * palette.length)];
          return (
            <g key={index} transform={`translate(${x} ${y}) rotate(${turn + Math.floor(random(`turn ${index}`) * 4) * 90}) scale(${tile * come * (1 - go)}) translate(-0.5 -0.5)`}>
              <path d={SHAPES[seed]} fill={color} />
            </g>
          );
        })}
      </svg>
      <AbsoluteFill style={{ alignItems: 'center', justifyContent: 'center' }}>
        <Mark size={unit * 0.4} placed={middle} {...colors} />
      </AbsoluteFill>
    </AbsoluteFill>
  );
};
