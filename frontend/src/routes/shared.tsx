import { useDashboard } from '@/features/projects/dashboard-context';
import { ListProblem } from '@/features/projects/list-problem';
import { PageHeader } from '@/features/projects/page-header';
import { ProjectBrowser } from '@/features/projects/project-browser';
import { ProjectGridSkeleton } from '@/features/projects/project-grid';
import { useTitle } from '@/hooks/use-title';
import { EmptyState } from '@/ui/empty-state';

export function SharedPage() {
  useTitle('Shared with me');
  const { data, retry } = useDashboard();
  if (data.status === 'ready' && data.groups.shared.length > 0) {
    return <ProjectBrowser title="Shared with me" projects={data.groups.shared} owned={false} />;
  }
  return (
    <>
      <PageHeader title="Shared with me" />
      {data.status === 'loading' && <ProjectGridSkeleton />}
      {data.status === 'error' && <ListProblem onRetry={retry} />}
      {data.status === 'ready' && (
        <EmptyState title="Nothing is shared with you">Projects that others let you into appear here.</EmptyState>
      )}
    </>
  );
}
