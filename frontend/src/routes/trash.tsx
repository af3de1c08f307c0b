import { useDashboard } from '@/features/projects/dashboard-context';
import { ListProblem } from '@/features/projects/list-problem';
import { PageHeader } from '@/features/projects/page-header';
import { ProjectGrid, ProjectGridSkeleton } from '@/features/projects/project-grid';
import { TrashCard } from '@/features/projects/trash-card';
import { useConfig } from '@/hooks/use-config';
import { useTitle } from '@/hooks/use-title';
import { EmptyState } from '@/ui/empty-state';

export function TrashPage() {
  useTitle('Trash');
  const { data, retry } = useDashboard();
  const trashDays = useConfig().limits?.trashDays ?? 30;
  const trashed = data.status === 'ready' ? data.groups.trash : [];
  return (
    <>
      <PageHeader
        title="Trash"
        note={trashed.length > 0 && `Projects stay here for ${trashDays} days, then they are erased.`}
      />
      {data.status === 'loading' && <ProjectGridSkeleton />}
      {data.status === 'error' && <ListProblem onRetry={retry} />}
      {data.status === 'ready' && trashed.length === 0 && (
        <EmptyState title="The trash is empty">
          A project you move here can be brought back for {trashDays} days.
        </EmptyState>
      )}
      {trashed.length > 0 && (
        <ProjectGrid label="Trash">
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
