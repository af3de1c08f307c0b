import { useChat } from '@/hooks/use-messages';
import { useOpenProject } from '@/hooks/use-open-project';
import { usePreview } from '@/hooks/use-preview';
import { useSession } from '@/hooks/use-session';
import { useTitle } from '@/hooks/use-title';

/** The tab's title: how things stand, then the project's name. */
export function useWorkspaceTitle(): void {
  const { name } = useOpenProject();
  const { workingTurnId } = useChat();
  const opening = useSession((view) => view.live === null && view.problem === null);
  const failed = useSession((view) => view.problem !== null && !view.problem.retrying);
  const broken = usePreview((state) => state.phase === 'error');
  const state = workingTurnId
    ? '● Working'
    : failed
      ? 'Not open'
      : opening
        ? 'Opening'
        : broken
          ? 'Preview broken'
          : '';
  useTitle(state ? `${state} · ${name}` : name);
}
