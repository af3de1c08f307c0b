import type { Project } from '@/api/types.generated';
import { durationName, sizeName } from '@/lib/video';
import { whenName } from '@/lib/when';
import { useTexts } from '@/texts';
import { Shape } from '@/ui/shape';
import { Spinner } from '@/ui/spinner';

/** "▭ 0:24 · Opened yesterday", or what is going on. */
export function ProjectMeta({ project }: { project: Project }) {
  const { videoSettings } = project;
  return (
    <p className="mt-0.5 flex h-4 items-center gap-1.5 text-xs text-ink-3">
      {videoSettings && (
        <>
          <Shape width={videoSettings.width} height={videoSettings.height} size={12} />
          <span className="sr-only">{sizeName(videoSettings)}</span>
          <span>{durationName(videoSettings)}</span>
          <span aria-hidden="true">·</span>
        </>
      )}
      <State project={project} />
    </p>
  );
}

function State({ project }: { project: Project }) {
  const { t } = useTexts('projects');
  if (project.status === 'seeding') {
    return (
      <span className="inline-flex items-center gap-1.5 truncate font-medium text-accent">
        <Spinner className="size-2.5 border-[1.5px]" />
        {t('seeding')}
      </span>
    );
  }
  if (project.status === 'failed') return <span className="truncate text-danger">{t('seedFailed')}</span>;
  const { lastOpenedAt, createdAt } = project;
  return (
    <span className="truncate">
      {lastOpenedAt ? t('opened', { when: whenName(lastOpenedAt) }) : t('created', { when: whenName(createdAt) })}
    </span>
  );
}
