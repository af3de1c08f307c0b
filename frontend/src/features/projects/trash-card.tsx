import { useState } from 'react';
import type { Project } from '@/api/types.generated';
import { useConfig } from '@/hooks/use-config';
import { useProjectActions } from '@/hooks/use-project-actions';
import { cx } from '@/lib/cx';
import { daysLeft } from '@/lib/when';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { useToast } from '@/ui/toast';
import { useDashboard } from './dashboard-context';
import { Thumbnail } from './thumbnail';

/** One project in the trash: bring it back, or erase it now. */
export function TrashCard({ project }: { project: Project }) {
  const { t } = useTexts('projects');
  const { restore, purge } = useProjectActions();
  const [asking, setAsking] = useState(false);
  const toast = useToast();
  const trashDays = useConfig().limits?.trashDays ?? 30;
  const left = daysLeft(project.deletedAt ?? project.updatedAt, trashDays);
  const { complain } = useDashboard();
  const busy = restore.isPending || purge.isPending;
  return (
    <article className={cx('transition-base', busy && 'opacity-40')}>
      <div className="opacity-60">
        <Thumbnail project={project} />
      </div>
      <div className="px-0.5 pt-2.5">
        <h2 className="truncate text-base/5 font-medium max-md:text-sm">{project.name}</h2>
        <p className="mt-0.5 text-xs text-ink-3">{left === 0 ? t('erasedToday') : t('erasedIn', { count: left })}</p>
        <div className="mt-2.5 flex flex-wrap gap-2">
          <Button
            size="sm"
            className="pointer-coarse:h-10"
            disabled={busy}
            onClick={() =>
              void restore
                .mutateAsync(project.id)
                .then(() => toast({ message: t('back', { name: project.name }) }))
                .catch(complain)
            }
          >
            {t('restore')}
          </Button>
          <Button
            size="sm"
            variant="ghost"
            className="max-md:px-0 pointer-coarse:h-10"
            disabled={busy}
            onClick={() => setAsking(true)}
          >
            {t('purge')}
          </Button>
        </div>
      </div>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t('purgeAsk', { name: project.name })}
        description={t('purgeText')}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>{t('keep')}</Button>
            <Button
              variant="danger"
              onClick={() => {
                setAsking(false);
                void purge
                  .mutateAsync(project.id)
                  .then(() => toast({ message: t('gone', { name: project.name }) }))
                  .catch(complain);
              }}
            >
              {t('purge')}
            </Button>
          </>
        }
      />
    </article>
  );
}
