import { useDashboard } from '@/features/projects/dashboard-context';
import { ListProblem } from '@/features/projects/list-problem';
import { PageHeader } from '@/features/projects/page-header';
import { ProjectGrid, ProjectGridSkeleton } from '@/features/projects/project-grid';
import { TrashCard } from '@/features/projects/trash-card';
import { useConfig } from '@/hooks/use-config';
import { useTitle } from '@/hooks/use-title';
import { useTexts } from '@/texts';
import { EmptyState } from '@/ui/empty-state';

export function TrashPage() {
  const { t } = useTexts('projects');
  useTitle(t('trash'));
  const { data, retry } = useDashboard();
  const trashDays = useConfig().limits?.trashDays ?? 30;
  const trashed = data.status === 'ready' ? data.groups.trash : [];
  return (
    <>
      <PageHeader title={t('trash')} note={trashed.length > 0 && t('trashNote', { count: trashDays })} />
      {data.status === 'loading' && <ProjectGridSkeleton />}
      {data.status === 'error' && <ListProblem onRetry={retry} />}
      {data.status === 'ready' && trashed.length === 0 && (
        <EmptyState title={t('trashEmpty')}>{t('trashEmptyText', { count: trashDays })}</EmptyState>
      )}
      {trashed.length > 0 && (
        <ProjectGrid label={t('trash')}>
          {trashed.map((project) => (
            <li key={project.id}>
              <TrashCard project={project} />
            </li>
          ))}
        </ProjectGrid>
      )}
    </>
  );
}
