import type { Project } from '@/api/types.generated';
import { useThumbnail } from '@/hooks/use-poster';
import { cx } from '@/lib/cx';
import { Cover } from './cover';

/** The video in its own shape in a 16:9 well, never cropped. Without a picture yet: a cover of that shape. */
export function Thumbnail({ project }: { project: Project }) {
  const picture = useThumbnail(project);
  const { width, height } = project.videoSettings ?? { width: 16, height: 9 };
  // Wide fills the well; others stand in it with air above and below.
  const wide = width / height >= 16 / 9 - 0.01;
  const frame = wide ? 'w-full' : 'h-[calc(100%-24px)] rounded-xs';
  const shape = { aspectRatio: `${width} / ${height}` };
  return (
    <div className="relative aspect-video overflow-hidden rounded-md border border-line bg-well">
      <div className="absolute inset-0 flex items-center justify-center">
        {picture ? (
          <img src={picture} alt="" decoding="async" style={shape} className={cx('block object-contain', frame)} />
        ) : (
          <div style={shape} className={cx('relative overflow-hidden', frame)}>
            <Cover project={project} />
          </div>
        )}
      </div>
    </div>
  );
}
