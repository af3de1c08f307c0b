import { useCommands } from '@/features/palette/commands';
import { useUndo } from '@/features/preview/use-undo';
import { useChat } from '@/hooks/use-messages';
import { useCanEdit } from '@/hooks/use-open-project';
import { useTexts } from '@/texts';
import { useStopTurn } from './use-stop-turn';
import { useView } from './use-view';

/** What the workspace itself can do by name or by key. */
export function useWorkspaceCommands(): void {
  const { t } = useTexts('workspace');
  const { setView } = useView();
  const { workingTurnId } = useChat();
  const { stop } = useStopTurn();
  const { undo } = useUndo();
  const canEdit = useCanEdit();
  useCommands([
    {
      id: 'turn.stop',
      name: t('commandStop'),
      keys: ['Escape'],
      when: canEdit && workingTurnId !== null,
      run: () => workingTurnId && stop(workingTurnId),
    },
    { id: 'version.undo', name: t('commandUndo'), keys: ['mod+z'], when: canEdit && !workingTurnId, run: undo },
    { id: 'go.preview', group: 'go', name: t('tabPreview'), run: () => setView('preview') },
    { id: 'go.code', group: 'go', name: t('tabCode'), run: () => setView('code') },
    { id: 'go.history', group: 'go', name: t('tabHistory'), run: () => setView('history') },
  ]);
}
