import { Play } from 'lucide-react';
import { useState } from 'react';
import type { Project } from '@/api/types.generated';
import { cx } from '@/lib/cx';

/**
 * The video in its own shape in a 16:9 well, never cropped. Without a picture yet: an empty frame of that shape, with a
 * camera's corner marks.
 */
export function Thumbnail({ project }: { project: Project }) {
  const [failedUrl, setFailedUrl] = useState<string | null>(null);
  const { width, height } = project.videoSettings ?? { width: 16, height: 9 };
  // Wide fills the well; others stand in it with air above and below.
  const wide = width / height >= 16 / 9 - 0.01;
  const frame = wide ? 'w-full' : 'h-[calc(100%-24px)] rounded-xs';
  const shape = { aspectRatio: `${width} / ${height}` };
  const { thumbnailUrl } = project;
  return (
    <div className="relative aspect-video overflow-hidden rounded-md border border-line bg-well">
      <div className="absolute inset-0 flex items-center justify-center">
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
          <div style={shape} className={cx('relative bg-surface', frame)} aria-hidden="true">
            <CornerMarks />
          </div>
        )}
      </div>
    </div>
  );
}

const CORNERS = [
  'top-0 left-0 border-t border-l',
  'top-0 right-0 border-t border-r',
  'bottom-0 left-0 border-b border-l',
  'right-0 bottom-0 border-r border-b',
];

function CornerMarks() {
  return (
    <div className="absolute inset-[12%] grid place-items-center text-ink-3">
      {CORNERS.map((corner) => (
        <span key={corner} className={cx('absolute size-2.5 border-line-strong', corner)} />
      ))}
      <Play className="size-4 opacity-60" />
    </div>
  );
}
