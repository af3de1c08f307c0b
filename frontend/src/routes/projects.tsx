import { Plus } from 'lucide-react';
import { useDashboard } from '@/features/projects/dashboard-context';
import { FirstProject } from '@/features/projects/first-project';
import { ListProblem } from '@/features/projects/list-problem';
import { NewProjectCard } from '@/features/projects/new-project-card';
import { PageHeader } from '@/features/projects/page-header';
import { ProjectBrowser } from '@/features/projects/project-browser';
import { ProjectGridSkeleton } from '@/features/projects/project-grid';
import { useTitle } from '@/hooks/use-title';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';

export function ProjectsPage() {
  const { t } = useTexts('projects');
  useTitle(t('title'));
  const { data, retry, openNew } = useDashboard();
  const newButton = (
    <Button variant="primary" className="max-md:hidden" onClick={() => openNew()}>
      <Plus className="size-3.5" />
      {t('new')}
    </Button>
  );

  if (data.status === 'ready' && data.groups.mine.length > 0) {
    return (
      <ProjectBrowser
        title={t('title')}
        projects={data.groups.mine}
        owned
        action={newButton}
        first={<NewProjectCard onClick={() => openNew()} />}
      />
    );
  }
  return (
    <>
      <PageHeader title={t('title')}>{newButton}</PageHeader>
      {data.status === 'loading' && <ProjectGridSkeleton />}
      {data.status === 'error' && <ListProblem onRetry={retry} />}
      {data.status === 'ready' && <FirstProject onPick={openNew} />}
    </>
  );
}
