import { describeError } from '@/api/errors';
import { useProblems } from '@/features/workspace/problems';
import { useServices } from '@/hooks/use-services';
import { useWorkspace } from '@/hooks/use-workspace';

/** Opens the preview in a tab of its own, with a ticket of its own: for browsers that keep no cookie in a frame. */
export function useOpenTab(): () => void {
  const { routes } = useServices();
  const { projectId } = useWorkspace();
  const problems = useProblems();
  return () => {
    // Opened at once, while the click still counts as the person's; the address follows.
    const tab = window.open('about:blank', '_blank');
    routes.getSession(projectId).then(
      ({ previewUrl }) => {
        if (!tab || !previewUrl) return;
        tab.opener = null; // the video's code must not reach this page
        tab.location.replace(previewUrl);
      },
      (error: unknown) => {
        tab?.close();
        problems.tell({ id: 'open-tab', message: describeError(error) });
      },
    );
  };
}
