import { useDashboard } from '@/features/projects/dashboard-context';
import { ListProblem } from '@/features/projects/list-problem';
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
      <header className="mb-6 max-md:mb-4">
        <h1 className="text-xl font-semibold tracking-tight">Trash</h1>
        {trashed.length > 0 && (
          <p className="mt-1 text-ink-2">Projects stay here for {trashDays} days, then they are erased.</p>
        )}
      </header>
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
