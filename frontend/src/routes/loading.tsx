import { WorkspaceSkeleton } from '@/features/workspace/workspace-skeleton';
import { useTexts } from '@/texts';
import { Spinner } from '@/ui/spinner';

const WORKSPACE = /^\/projects\/[^/]{8,}$/;

/** While the first page's code is on its way: the outline of the workspace where that was asked for. */
export function Loading() {
  const { t } = useTexts('problems');
  if (WORKSPACE.test(window.location.pathname)) return <WorkspaceSkeleton />;
  return (
    <div className="grid min-h-dvh place-items-center" role="status">
      <Spinner className="size-5" />
      <span className="sr-only">{t('loading')}</span>
    </div>
  );
}
