import { useDashboard } from '@/features/projects/dashboard-context';
import { ListProblem } from '@/features/projects/list-problem';
import { PageHeader } from '@/features/projects/page-header';
import { ProjectBrowser } from '@/features/projects/project-browser';
import { ProjectGridSkeleton } from '@/features/projects/project-grid';
import { ReceivedInvites } from '@/features/sharing/received-invites';
import { useTitle } from '@/hooks/use-title';
import { useTexts } from '@/texts';
import { EmptyState } from '@/ui/empty-state';

export function SharedPage() {
  const { t } = useTexts('projects');
  useTitle(t('shared'));
  const { data, retry } = useDashboard();
  if (data.status === 'ready' && data.groups.shared.length > 0) {
    return (
      <>
        <ReceivedInvites />
        <ProjectBrowser title={t('shared')} projects={data.groups.shared} owned={false} />
      </>
    );
  }
  return (
    <>
      <PageHeader title={t('shared')} />
      <ReceivedInvites />
      {data.status === 'loading' && <ProjectGridSkeleton />}
      {data.status === 'error' && <ListProblem onRetry={retry} />}
      {data.status === 'ready' && <EmptyState title={t('sharedNone')}>{t('sharedNoneText')}</EmptyState>}
    </>
  );
}
