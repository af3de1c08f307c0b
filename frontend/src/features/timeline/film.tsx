import { useContext } from 'react';
import { StripFrame } from '@/features/version/strip-frame';
import type { Span } from '@/lib/timeline';
import { useScale } from './timeline-context';
import { FilmContext } from './use-film-strip';

const PICTURES_MAX = 30;

export interface FilmProps {
  /** The part of the video that they are of. */
  film: Span;
  /** How long the clip is, in frames. */
  length: number;
  /** Of the clip, in pixels. */
  height: number;
}

/** The pictures of a scene, side by side; a plain clip while there are none. */
export function Film({ film, length, height }: FilmProps) {
  const strip = useContext(FilmContext);
  const { framePx } = useScale();
  if (!strip) return null;
  const { tileWidth, tileHeight } = strip.about;
  const width = (height * tileWidth) / tileHeight;
  const count = Math.min(PICTURES_MAX, Math.max(1, Math.ceil((length * framePx) / width)));
  return (
    <span aria-hidden="true" className="absolute inset-0 flex overflow-hidden bg-black">
      {Array.from({ length: count }, (_, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a picture is its place
          key={index}
          className="shrink-0"
          style={{ width }}
        >
          <StripFrame strip={strip} frame={Math.floor(film.from + ((index + 0.5) / count) * film.durationInFrames)} />
        </span>
      ))}
    </span>
  );
}
