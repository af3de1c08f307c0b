import type { Project } from '@/api/types.generated';
import { coverLook } from '@/lib/cover';

/** Type sizes in hundredths of the cover's width: a narrow one has room for few, so relatively larger, letters. */
const TYPE = { wide: 8.4, square: 11, tall: 14.5 };

/** What stands for a video that has no picture yet: its name set as a title card, in colours of its own. */
export function Cover({ project }: { project: Project }) {
  const { width, height } = project.videoSettings ?? { width: 16, height: 9 };
  const { ground, sun, ink, at } = coverLook(project.id);
  const size = width > height ? TYPE.wide : width === height ? TYPE.square : TYPE.tall;
  return (
    <div
      className="absolute inset-0 overflow-hidden [container-type:size]"
      style={{ backgroundColor: ground }}
      aria-hidden="true"
    >
      <span
        className="absolute aspect-square w-[74cqmin] -translate-x-1/2 -translate-y-1/2 rounded-full"
        style={{ backgroundColor: sun, left: `${at.x}%`, top: `${at.y}%` }}
      />
      <span className="absolute inset-x-[7cqi] bottom-[7cqi]">
        <span
          className="line-clamp-3 leading-[1.12] font-semibold tracking-tight hyphens-auto wrap-break-word"
          style={{ color: ink, fontSize: `${size}cqi` }}
        >
          {project.name}
        </span>
      </span>
    </div>
  );
}
