import { Link } from 'react-router';
import { ApiError, describeError } from '@/api/errors';
import { NoAccess } from '@/features/sharing/no-access';
import { InTrash } from '@/features/workspace/in-trash';
import { useCheckpoint } from '@/hooks/use-checkpoints';
import { ProjectContext, useOpenProject } from '@/hooks/use-open-project';
import { useFirstLook, useProject } from '@/hooks/use-project';
import { useTitle } from '@/hooks/use-title';
import { useTexts } from '@/texts';
import { Button, buttonClass } from '@/ui/button';
import { PageError } from '@/ui/page-error';
import { LoadingVersionPage } from './loading-version-page';
import { VersionView } from './version-view';

/** Reads the project and one version of it, and shows that; no workspace is opened for it. */
export function OpenVersion({ projectId, sha }: { projectId: string; sha: string }) {
  const { t } = useTexts('version');
  const { state, retry } = useProject(projectId);
  const first = useFirstLook(projectId, state.status === 'loading');
  if (state.status === 'error' && state.error.code !== 'permission-denied') {
    return (
      <PageError title={t('unread')} action={<Button onClick={retry}>{t('tryAgain')}</Button>}>
        {t('unreadWhat')}
      </PageError>
    );
  }
  const project = state.status === 'ready' ? state.data : state.status === 'loading' ? first : null;
  if (project === undefined) return <LoadingVersionPage />;
  if (project === null) return <NoAccess projectId={projectId} onLetIn={retry} />;
  if (project.deletedAt) return <InTrash projectId={projectId} name={project.name} onRestored={retry} />;
  return (
    <ProjectContext value={project}>
      <Version sha={sha} />
    </ProjectContext>
  );
}

function Version({ sha }: { sha: string }) {
  const { t } = useTexts('version');
  const { id, name } = useOpenProject();
  const { data, error, refetch } = useCheckpoint(id, sha);
  useTitle(t('title', { name }));
  if (data) return <VersionView version={data} />;
  if (!error) return <LoadingVersionPage />;
  const gone = error instanceof ApiError && error.status === 404;
  return (
    <PageError
      title={gone ? t('noVersion') : t('unreadVersion')}
      action={
        <>
          {!gone && <Button onClick={() => void refetch()}>{t('tryAgain')}</Button>}
          <Link to={`/projects/${id}`} className={buttonClass('primary')}>
            {t('openProject')}
          </Link>
        </>
      }
    >
      {gone ? t('noVersionWhat') : describeError(error)}
    </PageError>
  );
}
