import { lazy, Suspense, useState } from 'react';
import { ProjectContext } from '@/hooks/use-open-project';
import { useFirstLook, useProject } from '@/hooks/use-project';
import { useTitle } from '@/hooks/use-title';
import { useOpenWorkspace, WorkspaceContext } from '@/hooks/use-workspace';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { PageError } from '@/ui/page-error';
import { InTrash } from './in-trash';
import { NoSuchProject } from './no-such-project';
import { WorkspaceLayout } from './workspace-layout';
import { WorkspaceSkeleton } from './workspace-skeleton';

const NoAccess = lazy(async () => ({ default: (await import('@/features/sharing/no-access')).NoAccess }));

/** Opens the project's session at once, beside reading the project itself, and shows the workspace or why it can't. */
export function OpenProject({ projectId }: { projectId: string }) {
  const workspace = useOpenWorkspace(projectId);
  const { state, retry } = useProject(projectId);
  const first = useFirstLook(projectId, state.status === 'loading');
  const [seen, setSeen] = useState(false);
  if (state.status === 'ready' && state.data && !seen) setSeen(true);

  if (state.status === 'error' && state.error.code !== 'permission-denied') return <Unread onRetry={retry} />;
  const project = state.status === 'ready' ? state.data : state.status === 'loading' ? first : null;
  if (project === undefined) return <Opening />;
  if (state.status === 'error') {
    // The rules don't tell a project of others from none; whoever had it open knows that there was one.
    return (
      <Suspense>
        <NoAccess
          projectId={projectId}
          lost={seen}
          onLetIn={() => {
            retry();
            workspace.session.retry();
          }}
        />
      </Suspense>
    );
  }
  if (project === null) return <NoSuchProject />;
  if (project.deletedAt) {
    return <InTrash projectId={projectId} name={project.name} onRestored={workspace.session.retry} />;
  }
  return (
    <ProjectContext value={project}>
      <WorkspaceContext value={workspace}>
        <WorkspaceLayout />
      </WorkspaceContext>
    </ProjectContext>
  );
}

function Opening() {
  const { t } = useTexts('workspace');
  useTitle(t('titleOpening'));
  return <WorkspaceSkeleton />;
}

function Unread({ onRetry }: { onRetry: () => void }) {
  const { t } = useTexts('workspace');
  useTitle(t('titleNotOpen'));
  return (
    <PageError
      title={t('unreadTitle')}
      action={
        <Button variant="primary" onClick={onRetry}>
          {t('tryAgain')}
        </Button>
      }
    >
      {t('unreadWhat')}
    </PageError>
  );
}
