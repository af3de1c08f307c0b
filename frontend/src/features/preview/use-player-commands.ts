import { useCommands } from '@/features/palette/commands';
import { useCanEdit } from '@/hooks/use-open-project';
import { usePreview, usePreviewActions } from '@/hooks/use-preview';
import { useTexts } from '@/texts';
import { useTransportCommands } from './use-transport-commands';

/** What the preview does by name or by key: while it is in sight or not, as the video goes on behind the other tabs. */
export function usePlayerCommands(): void {
  const { t } = useTexts('preview');
  const { pick } = usePreviewActions();
  const picking = usePreview((state) => state.picking);
  const canEdit = useCanEdit();
  useTransportCommands();
  useCommands([
    { id: 'player.point', name: t('commandPoint'), keys: ['p'], when: canEdit, run: () => pick(!picking) },
    {
      id: 'player.point-leave',
      only: 'keys',
      name: t('commandPointLeave'),
      keys: ['Escape'],
      when: picking,
      run: () => pick(false),
    },
  ]);
}
