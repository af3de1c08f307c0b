import { useEffect, useRef, useState } from 'react';
import type { Checkpoint } from '@/api/types.generated';
import { useOpenProject } from '@/hooks/use-open-project';
import { usePoster } from '@/hooks/use-poster';
import { VersionAuthor } from './version-author';

/** What a version looks like, small; who made it in the corner. Fetched once it comes into sight. */
export function VersionPicture({ version }: { version: Checkpoint }) {
  const { id } = useOpenProject();
  const place = useRef<HTMLSpanElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) setSeen(true);
      },
      { rootMargin: '120px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const picture = usePoster(id, seen ? version.sha : null);
  return (
    <span
      ref={place}
      aria-hidden="true"
      className="relative mt-0.5 grid aspect-video w-[70px] shrink-0 place-items-center rounded-xs bg-well"
    >
      {picture && <img src={picture} alt="" decoding="async" className="size-full rounded-xs object-contain" />}
      <VersionAuthor
        version={version}
        className={
          picture ? 'absolute -end-1 -bottom-1 size-4 text-[9px] ring-2 ring-surface [&_svg]:size-2.5' : 'size-6'
        }
      />
    </span>
  );
}
