import { Link } from 'react-router';
import { describeError } from '@/api/errors';
import { ProjectContext } from '@/hooks/use-open-project';
import { useFirstLook, useProject } from '@/hooks/use-project';
import { useProjectActions } from '@/hooks/use-project-actions';
import { useTitle } from '@/hooks/use-title';
import { useOpenWorkspace, WorkspaceContext } from '@/hooks/use-workspace';
import { Button, buttonClass } from '@/ui/button';
import { PageError } from '@/ui/page-error';
import { Spinner } from '@/ui/spinner';
import { WorkspaceLayout } from './workspace-layout';

/** Opens the project's session at once, beside reading the project itself, and shows the workspace or why it can't. */
export function OpenProject({ projectId }: { projectId: string }) {
  const workspace = useOpenWorkspace(projectId);
  const { state, retry } = useProject(projectId);

  const first = useFirstLook(projectId, state.status === 'loading');

  if (state.status === 'error' && state.error.code !== 'permission-denied') {
    return (
      <PageError title="We couldn’t read this project" action={<Button onClick={retry}>Try again</Button>}>
        Nothing is lost. Check your connection and try again.
      </PageError>
    );
  }
  const project = state.status === 'ready' ? state.data : state.status === 'loading' ? first : null;
  if (project === undefined) return <Opening />;
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
  useTitle('Opening');
  return (
    <main className="grid min-h-dvh place-items-center" aria-busy="true">
      <p className="flex items-center gap-2.5 text-ink-2">
        <Spinner />
        Opening your project
      </p>
    </main>
  );
}

function NoSuchProject() {
  useTitle('No such project');
  return (
    <PageError
      title="This project isn’t here"
      action={
        <Link to="/projects" className={buttonClass('primary')}>
          Your projects
        </Link>
      }
    >
      It was deleted, or it belongs to somebody who hasn’t shared it with this account.
    </PageError>
  );
}

interface InTrashProps {
  projectId: string;
  name: string;
  onRestored: () => void;
}

function InTrash({ projectId, name, onRestored }: InTrashProps) {
  useTitle(name);
  const { restore } = useProjectActions();
  return (
    <PageError
      title={`“${name}” is in the trash`}
      action={
        <>
          <Link to="/projects/trash" className={buttonClass('outline')}>
            Open the trash
          </Link>
          <Button
            variant="primary"
            busy={restore.isPending}
            onClick={() => restore.mutate(projectId, { onSuccess: onRestored })}
          >
            Bring it back
          </Button>
        </>
      }
    >
      {restore.error ? describeError(restore.error) : 'Its chat and every version are kept.'}
    </PageError>
  );
}
