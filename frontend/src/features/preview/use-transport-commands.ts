import { type Command, useCommands } from '@/features/palette/commands';
import { usePlayer, usePlayerActions, usePlayerSettings } from '@/hooks/use-player';
import type { PlayerAction } from '@/lib/playback';
import { useTexts } from '@/texts';
import { toggleFullScreen } from './full-screen';

/** What the nearest player does by name or by key. */
export function useTransportCommands(): void {
  const { t } = useTexts('preview');
  const { perform, change } = usePlayerActions();
  const { safeAreas } = usePlayerSettings();
  const playing = usePlayer((state) => state.playing);
  const plays = (id: string, name: string, keys: string[], action: PlayerAction): Command => ({
    id: `player.${id}`,
    group: 'play',
    name,
    keys,
    run: () => perform(action),
  });
  useCommands([
    plays('toggle', t('commandToggle'), ['Space'], { type: 'toggle' }),
    plays('backwards', t('commandBackwards'), ['j'], { type: 'shuttle', way: -1 }),
    plays('pause', t('commandPause'), ['k'], { type: 'pause' }),
    plays('faster', t('commandFaster'), ['l'], { type: 'shuttle', way: 1 }),
    plays('frame-back', t('commandFrameBack'), ['ArrowLeft'], { type: 'step', frames: -1 }),
    plays('frame-on', t('commandFrameOn'), ['ArrowRight'], { type: 'step', frames: 1 }),
    plays('back', t('commandSecondBack'), ['shift+ArrowLeft'], { type: 'seconds', seconds: -1 }),
    plays('on', t('commandSecondOn'), ['shift+ArrowRight'], { type: 'seconds', seconds: 1 }),
    plays('start', t('commandStart'), ['Home', 'a'], { type: 'start' }),
    plays('end', t('commandEnd'), ['End', 'e'], { type: 'end' }),
    plays('in', t('commandIn'), ['i'], { type: 'mark', edge: 'in' }),
    plays('out', t('commandOut'), ['o'], { type: 'mark', edge: 'out' }),
    plays('to-in', t('commandToIn'), ['shift+i'], { type: 'to-mark', edge: 'in' }),
    plays('to-out', t('commandToOut'), ['shift+o'], { type: 'to-mark', edge: 'out' }),
    plays('unmark', t('commandUnmark'), ['x'], { type: 'unmark' }),
    plays('loop', t('commandLoop'), ['shift+l'], { type: 'loop' }),
    { id: 'player.go-to', group: 'play', name: t('commandGoTo'), keys: ['g'], run: typePosition },
    {
      ...plays('return', t('commandReturn'), ['Enter'], { type: 'return' }),
      when: playing,
    },
    plays('mute', t('commandMute'), ['m'], { type: 'mute' }),
    {
      id: 'player.full-screen',
      group: 'play',
      name: t('commandFullScreen'),
      keys: ['f'],
      run: () => toggleFullScreen(),
    },
    {
      id: 'player.safe-areas',
      group: 'play',
      name: t('commandSafeAreas'),
      run: () => change({ safeAreas: !safeAreas }),
    },
  ]);
}

/** Makes the time of the player in sight a field to type in. */
function typePosition(): void {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('[data-position]')];
  buttons.find((button) => button.checkVisibility?.() !== false)?.click();
}
