import '@/texts/rest';

import { useParams } from 'react-router';
import { OpenVersion } from '@/features/version/open-version';
import { ID_PATTERN } from '@/lib/ids';
import { NotFoundPage } from './not-found';

const SHA = /^[0-9a-f]{40}$/;

/** `/projects/:projectId/v/:sha`: one version of a project, to be looked at. */
export function VersionPage() {
  const { projectId = '', sha = '' } = useParams();
  if (!ID_PATTERN.test(projectId) || !SHA.test(sha)) return <NotFoundPage />;
  return <OpenVersion key={`${projectId} ${sha}`} projectId={projectId} sha={sha} />;
}
