import '@/texts/rest';

import { useParams } from 'react-router';
import { OpenProject } from '@/features/workspace/open-project';
import { ID_PATTERN } from '@/lib/ids';
import { NotFoundPage } from './not-found';

/** `/projects/:projectId`: one project, open. */
export function WorkspacePage() {
  const { projectId = '' } = useParams();
  if (!ID_PATTERN.test(projectId)) return <NotFoundPage />;
  return <OpenProject key={projectId} projectId={projectId} />;
}
