import { useSaveState } from '@/hooks/use-events';
import { useChat } from '@/hooks/use-messages';
import { useOnline } from '@/hooks/use-online';
import { useOpenProject } from '@/hooks/use-open-project';
import { usePreview } from '@/hooks/use-preview';
import { useSession } from '@/hooks/use-session';
import { useTitle } from '@/hooks/use-title';
import { useTexts } from '@/texts';

/** The tab's title: how things stand, then the project's name. The worst comes first. */
export function useWorkspaceTitle(): void {
  const { t } = useTexts('workspace');
  const { name } = useOpenProject();
  const { workingTurnId } = useChat();
  const online = useOnline();
  const save = useSaveState();
  const queued = useSession((view) => view.live === null && view.session?.state === 'queued');
  const opening = useSession((view) => view.live === null && view.problem === null);
  const failed = useSession((view) => view.problem !== null && !view.problem.retrying);
  const lost = useSession((view) => view.link === 'lost');
  const broken = usePreview((state) => state.phase === 'error');
  const states: readonly [boolean, string][] = [
    [save?.state === 'failed', t('titleNotSaved')],
    [!online, t('titleOffline')],
    [failed, t('titleNotOpen')],
    [workingTurnId !== null, t('titleWorking')],
    [queued, t('titleQueued')],
    [opening, t('titleOpening')],
    [lost, t('titleLost')],
    [broken, t('titleBroken')],
  ];
  const state = states.find(([holds]) => holds)?.[1];
  useTitle(state ? t('titleOf', { state, name }) : name);
}
