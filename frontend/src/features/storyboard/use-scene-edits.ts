import { useEdits } from '@/hooks/use-edits';
import type { SceneProp } from '@/lib/scenes';
import { useTexts } from '@/texts';
import { propName } from './prop-name';
import { secondsOf } from './seconds';
import { idOf, type Shown, useStoryboard } from './storyboard-context';

const SHOWN_CHARACTERS = 60;

/** What can be done to a scene without the model; each answers whether it is stored. */
export function useSceneEdits() {
  const { t } = useTexts('storyboard');
  const { apply } = useEdits();
  const { video, select } = useStoryboard();
  return {
    move: ({ index, name }: Shown, to: number) =>
      apply((files, scenes) => scenes.moveScene(files, index, to), t('moved', { name, place: to + 1 })),
    trim: ({ index, name }: Shown, frames: number) =>
      apply(
        (files, scenes) => scenes.trimScene(files, index, frames),
        t('trimmed', { name, seconds: secondsOf(frames, video.fps) }),
      ),
    rename: async ({ index, name }: Shown, next: string) => {
      const stored = await apply(
        (files, scenes) => scenes.renameScene(files, index, next),
        t('renamed', { name, next: shortened(next) }),
      );
      if (stored) select(idOf(next.trim()));
      return stored;
    },
    remove: async ({ index, name }: Shown) => {
      const stored = await apply((files, scenes) => scenes.deleteScene(files, index), t('deleted', { name }));
      if (stored) select(null);
      return stored;
    },
    duplicate: ({ index, name }: Shown) =>
      apply((files, scenes) => scenes.duplicateScene(files, index), t('duplicated', { name })),
    set: ({ index, name }: Shown, prop: SceneProp, value: string | number) =>
      apply(
        (files, scenes) => scenes.setProp(files, index, prop.id, value),
        t('set', { what: propName(prop), name, value: shortened(String(value)) }),
      ),
    setLock: ({ name, locked }: Shown) =>
      apply(
        (files, { BRIEF_FILE, lockScene, unlockScene }) => {
          const brief = files[BRIEF_FILE];
          return {
            ok: true,
            value: { [BRIEF_FILE]: locked ? unlockScene(brief ?? '', name) : lockScene(brief, name) },
          };
        },
        t(locked ? 'unlockedIt' : 'lockedIt', { name }),
      ),
  };
}

/** One line, and no longer than what one reads in a list. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS - 1).trimEnd()}…` : line;
}
