import { ArrowLeft, ArrowRight, Code, Copy, Ellipsis, Lock, LockOpen, MessageSquare, Play, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import { focusComposer } from '@/features/chat/draft';
import { useView } from '@/features/workspace/use-view';
import { usePreviewActions } from '@/hooks/use-preview';
import { useWide } from '@/hooks/use-wide';
import { BEHIND } from '@/lib/scenes/values';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { Menu, MenuItem, MenuSeparator } from '@/ui/menu';
import { clearFrame, type Shown, useStoryboard } from './storyboard-context';
import { useAskHere } from './use-ask-here';
import { useSceneEdits } from './use-scene-edits';

/** What one can do with a scene. */
export function SceneMenu({ scene }: { scene: Shown }) {
  const { t } = useTexts('storyboard');
  const { scenes, video, editable, arrangeable } = useStoryboard();
  const { setView, showCode } = useView();
  const { seek } = usePreviewActions();
  const askHere = useAskHere();
  const wide = useWide();
  const { move, duplicate, remove, setLock } = useSceneEdits();
  const { index, name, locked } = scene;
  const free = editable && arrangeable;
  // The menu gives the focus back to its button, unless something else is to have it.
  const asked = useRef(false);
  const ask = () => {
    askHere(scene);
    asked.current = wide;
  };
  const closed = (event: Event) => {
    if (!asked.current) return;
    asked.current = false;
    event.preventDefault();
    focusComposer();
  };
  const play = () => {
    seek(clearFrame(scenes, index));
    setView('preview');
  };
  return (
    <Menu
      onClosed={closed}
      trigger={
        <IconButton label={t('more', { name })} size="sm" className="pointer-coarse:size-11">
          <Ellipsis className="size-4" />
        </IconButton>
      }
    >
      <MenuItem icon={<Play />} onSelect={play}>
        {t('playHere')}
      </MenuItem>
      <MenuItem icon={<MessageSquare />} onSelect={ask}>
        {t('askHere')}
      </MenuItem>
      <MenuItem icon={<Code />} onSelect={() => showCode(scene.file)}>
        {t('showCode')}
      </MenuItem>
      {index !== BEHIND && video.kind !== 'whole' && (
        <>
          <MenuSeparator />
          <MenuItem
            icon={<ArrowLeft className="rtl:-scale-x-100" />}
            disabled={!free || locked || index === 0}
            onSelect={() => void move(scene, index - 1)}
          >
            {t('moveEarlier')}
          </MenuItem>
          <MenuItem
            icon={<ArrowRight className="rtl:-scale-x-100" />}
            disabled={!free || locked || index === scenes.length - 1}
            onSelect={() => void move(scene, index + 1)}
          >
            {t('moveLater')}
          </MenuItem>
          <MenuItem icon={<Copy />} disabled={!free} onSelect={() => void duplicate(scene)}>
            {t('duplicate')}
          </MenuItem>
          <MenuItem icon={locked ? <LockOpen /> : <Lock />} disabled={!editable} onSelect={() => void setLock(scene)}>
            {t(locked ? 'unlock' : 'lock')}
          </MenuItem>
          <MenuSeparator />
          <MenuItem
            icon={<Trash2 />}
            danger
            disabled={!free || locked || scenes.length < 2}
            onSelect={() => void remove(scene)}
          >
            {t('delete')}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
