import { type Command, useCommands } from '@/features/palette/commands';
import { useCanEdit } from '@/hooks/use-open-project';
import { usePreview, usePreviewActions } from '@/hooks/use-preview';
import type { PlayerAction } from '@/lib/playback';
import { useTexts } from '@/texts';
import { toggleFullScreen } from './full-screen';

/** What the player does by name or by key: while the preview is in sight or not, as the video goes on behind the other tabs. */
export function usePlayerCommands(): void {
  const { t } = useTexts('preview');
  const { perform, pick } = usePreviewActions();
  const picking = usePreview((state) => state.picking);
  const canEdit = useCanEdit();
  const plays = (id: string, name: string, keys: string[], action: PlayerAction): Command => ({
    id: `player.${id}`,
    group: 'play',
    name,
    keys,
    run: () => perform(action),
  });
  useCommands([
    plays('toggle', t('commandToggle'), ['Space', 'k'], { type: 'toggle' }),
    plays('play', t('commandPlay'), ['l'], { type: 'play' }),
    plays('back', t('commandSecondBack'), ['j', 'shift+ArrowLeft'], { type: 'seconds', seconds: -1 }),
    plays('on', t('commandSecondOn'), ['shift+ArrowRight'], { type: 'seconds', seconds: 1 }),
    plays('frame-back', t('commandFrameBack'), ['ArrowLeft'], { type: 'step', frames: -1 }),
    plays('frame-on', t('commandFrameOn'), ['ArrowRight'], { type: 'step', frames: 1 }),
    plays('start', t('commandStart'), ['Home'], { type: 'start' }),
    plays('end', t('commandEnd'), ['End'], { type: 'end' }),
    plays('mute', t('commandMute'), ['m'], { type: 'mute' }),
    { id: 'player.full-screen', group: 'play', name: t('commandFullScreen'), keys: ['f'], run: toggleFullScreen },
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
