import type { Strip } from '@/hooks/use-strip';
import { cx } from '@/lib/cx';
import { rowsOf } from '@/lib/strip';

export interface StripFrameProps {
  strip: Strip;
  /** The nearest one that the strip has is shown. */
  frame: number;
  /** What it shows, for who can't see it; without one it is decoration. */
  label?: string;
  className?: string;
}

/** One frame of a video, cut out of its strip; it takes the width that it is given, in the video's own shape. */
export function StripFrame({ strip, frame, label, className }: StripFrameProps) {
  const { about, url } = strip;
  const { column, row } = strip.tileOf(frame);
  const { columns, tileWidth, tileHeight } = about;
  const rows = rowsOf(about);
  const across = columns > 1 ? (column / (columns - 1)) * 100 : 0;
  const down = rows > 1 ? (row / (rows - 1)) * 100 : 0;
  return (
    <span
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
      className={cx('block w-full bg-well bg-no-repeat', className)}
      style={{
        aspectRatio: `${tileWidth} / ${tileHeight}`,
        backgroundImage: `url(${url})`,
        backgroundSize: `${columns * 100}% ${rows * 100}%`,
        backgroundPosition: `${across}% ${down}%`,
      }}
    />
  );
}
