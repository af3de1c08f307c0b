import { useState } from 'react';
import type { Project } from '@/api/types.generated';
import { cx } from '@/lib/cx';

/**
 * The video in its own shape in a 16:9 well, never cropped. Without a picture yet: an empty frame of that shape with
 * the project's name set in it, like a title card.
 */
export function Thumbnail({ project }: { project: Project }) {
  const [failedUrl, setFailedUrl] = useState<string | null>(null);
  const { width, height } = project.videoSettings ?? { width: 16, height: 9 };
  const wide = width / height >= 16 / 9 - 0.01;
  const shape = { aspectRatio: `${width} / ${height}` };
  // Wide fills the well; others stand in it with air above and below.
  const frame = wide ? 'w-full' : 'h-[calc(100%-24px)] rounded-xs';
  const { thumbnailUrl } = project;
  return (
    <div className="grid aspect-video place-items-center overflow-hidden rounded-md border border-line bg-well">
      {thumbnailUrl && thumbnailUrl !== failedUrl ? (
        <img
          src={thumbnailUrl}
          alt=""
          loading="lazy"
          decoding="async"
          style={shape}
          className={cx('block object-contain', frame)}
          onError={() => setFailedUrl(thumbnailUrl)}
        />
      ) : (
        <div
          style={shape}
          className={cx('flex min-w-0 flex-col justify-end bg-surface p-[9%]', frame)}
          aria-hidden="true"
        >
          <span className={cx('line-clamp-3 font-semibold tracking-tight text-ink-3', wide ? 'text-lg' : 'text-2xs')}>
            {project.name}
          </span>
          <span className="mt-2 h-0.5 w-6 shrink-0 rounded-full bg-line-strong" />
        </div>
      )}
    </div>
  );
}
