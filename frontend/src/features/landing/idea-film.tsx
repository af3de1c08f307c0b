import { useEffect, useRef } from 'react';
import { filmOf, type Idea, posterOf } from '@/features/ideas/ideas';

/** A silent film of an idea; it is fetched once it plays, until then its picture stands there. */
export function IdeaFilm({ idea, playing }: { idea: Idea; playing: boolean }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const film = video.current;
    if (!film) return;
    if (!playing) {
      if (!film.paused) film.pause();
      return;
    }
    // A browser that saves data or power may refuse; the picture stays then.
    film.play().catch(() => undefined);
  }, [playing]);
  return (
    <video
      ref={video}
      src={filmOf(idea)}
      poster={posterOf(idea)}
      preload="none"
      muted
      loop
      playsInline
      disablePictureInPicture
      tabIndex={-1}
      aria-hidden="true"
      className="block size-full object-cover"
    />
  );
}
