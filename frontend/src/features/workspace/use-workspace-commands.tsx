import { MessageSquare, Square, Undo2 } from 'lucide-react';
import { useEffect } from 'react';
import { useCommands } from '@/features/palette/commands';
import { useUndo } from '@/features/preview/use-undo';
import { useChat } from '@/hooks/use-messages';
import { useCanEdit } from '@/hooks/use-open-project';
import { useTexts } from '@/texts';
import { useProblems } from './problems';
import { useStopTurn } from './use-stop-turn';
import { useView } from './use-view';
import { useViewNames } from './view-names';

/** What the workspace itself can do by name or by key. */
export function useWorkspaceCommands(): void {
  const { t } = useTexts('workspace');
  const { view, setView } = useView();
  const views = useViewNames();
  const { workingTurnId } = useChat();
  const { stop } = useStopTurn();
  const { undo } = useUndo();
  const canEdit = useCanEdit();
  const { clear } = useProblems();
  useEffect(() => {
    if (!workingTurnId) clear('stop'); // there is nothing left to stop
  }, [workingTurnId, clear]);
  useCommands([
    ...views.map((known) => ({
      id: `go.${known.view}`,
      group: 'go' as const,
      icon: known.icon,
      name: known.name,
      when: known.view !== view,
      run: () => setView(known.view),
    })),
    {
      id: 'go.chat',
      group: 'go',
      icon: <MessageSquare />,
      name: t('commandWrite'),
      keys: ['/'],
      when: canEdit,
      run: () => document.querySelector<HTMLElement>('[data-composer]')?.focus(),
    },
    {
      id: 'version.undo',
      icon: <Undo2 />,
      name: t('commandUndo'),
      keys: ['mod+z'],
      when: canEdit && !workingTurnId,
      run: undo,
    },
    {
      id: 'turn.stop',
      icon: <Square />,
      name: t('commandStop'),
      keys: ['Escape'],
      when: canEdit && workingTurnId !== null,
      run: () => workingTurnId && stop(workingTurnId),
    },
  ]);
}
