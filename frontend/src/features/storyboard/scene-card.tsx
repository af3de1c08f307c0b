import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { Film, GripVertical, Lock } from 'lucide-react';
import type { KeyboardEventHandler } from 'react';
import { StripFrame } from '@/features/version/strip-frame';
import { usePreviewActions } from '@/hooks/use-preview';
import { cx } from '@/lib/cx';
import { momentOf } from '@/lib/pointing';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { LengthField } from './length-field';
import { SceneMenu } from './scene-menu';
import { clearFrame, type Shown, useStoryboard } from './storyboard-context';
import type { PictureOf } from './use-scene-pictures';

export interface SceneCardProps {
  scene: Shown;
  pictureOf: PictureOf;
}

/** A scene at a glance. A click opens its form and takes the preview there; it is dragged by its picture or its grip. */
export function SceneCard({ scene, pictureOf }: SceneCardProps) {
  const { t } = useTexts('storyboard');
  const { scenes, editable, arrangeable, selected, select } = useStoryboard();
  const { seek } = usePreviewActions();
  const draggable = editable && arrangeable && !scene.locked;
  const sortable = useSortable({ id: scene.id, disabled: { draggable: !draggable, droppable: !arrangeable } });
  const { onKeyDown, ...touches } = sortable.listeners ?? {};
  const keys: KeyboardEventHandler | undefined = onKeyDown && ((event) => onKeyDown(event));
  const { name, index } = scene;
  const texts = scene.props.filter(({ kind }) => kind === 'text').map(({ value }) => String(value));
  const open = () => {
    select(scene.id);
    seek(clearFrame(scenes, index));
  };
  return (
    <li
      ref={sortable.setNodeRef}
      style={{ transform: CSS.Translate.toString(sortable.transform), transition: sortable.transition }}
      className={cx(
        'relative flex flex-col overflow-hidden rounded-md border bg-surface',
        selected === scene.id ? 'border-accent' : 'border-line',
        sortable.isDragging && 'z-10 shadow-float',
      )}
    >
      <div className="relative">
        <button
          type="button"
          {...touches}
          onClick={open}
          aria-label={t('open', { name })}
          aria-expanded={selected === scene.id}
          className={cx('block w-full bg-well outline-offset-[-2px]', draggable && 'active:cursor-grabbing')}
        >
          <ScenePicture scene={scene} pictureOf={pictureOf} />
        </button>
        <Marks scene={scene} />
      </div>
      <div className="flex items-center gap-1 ps-1 pe-1 pt-1">
        <IconButton
          ref={sortable.setActivatorNodeRef}
          label={t('drag', { name })}
          size="sm"
          disabled={!draggable}
          {...sortable.attributes}
          {...touches}
          {...(keys ? { onKeyDown: keys } : {})}
          className="cursor-grab touch-none pointer-coarse:size-11"
        >
          <GripVertical className="size-4" />
        </IconButton>
        <h3 className="min-w-0 grow truncate font-medium" title={name}>
          {name}
        </h3>
        <LengthField
          scene={scene}
          aria-label={t('lengthOf', { name })}
          className="h-7! w-14! shrink-0 px-1.5! text-end tabular-nums pointer-coarse:h-11!"
        />
        <span aria-hidden="true" className="text-xs text-ink-3">
          {t('secondsUnit')}
        </span>
        <SceneMenu scene={scene} />
      </div>
      <p className="mx-3 mt-1 mb-2.5 line-clamp-2 h-8 text-xs/4 text-ink-2">{texts.join(' · ')}</p>
    </li>
  );
}

/** Its number, when it begins, and whether it is locked: over the picture, and no part of its button. */
function Marks({ scene }: { scene: Shown }) {
  const { t } = useTexts('storyboard');
  const { video } = useStoryboard();
  return (
    <>
      <span className="pointer-events-none absolute start-2 top-2 flex h-5 items-center gap-1 rounded-xs bg-black/70 px-1.5 text-2xs font-medium text-white">
        {scene.locked && <Lock className="size-3" role="img" aria-label={t('locked')} />}
        {scene.index + 1}
      </span>
      <span className="pointer-events-none absolute end-2 bottom-2 rounded-xs bg-black/70 px-1.5 text-2xs/5 text-white">
        {momentOf(scene.from, video.fps)}
      </span>
    </>
  );
}

/** In the video's own shape, within a frame that all cards share. */
function ScenePicture({ scene, pictureOf }: SceneCardProps) {
  const { video } = useStoryboard();
  const picture = pictureOf(scene);
  return (
    <span className="grid aspect-video place-items-center overflow-hidden">
      {picture ? (
        <span
          className="block max-w-full"
          style={{ width: `min(100%, ${(video.width / video.height / (16 / 9)) * 100}%)` }}
        >
          <StripFrame strip={picture.strip} frame={picture.frame} />
        </span>
      ) : (
        <Film className="size-5 text-ink-3" aria-hidden="true" />
      )}
    </span>
  );
}
