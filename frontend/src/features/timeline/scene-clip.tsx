import { Lock } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { cx } from '@/lib/cx';
import { timecode } from '@/lib/playback';
import { useTexts } from '@/texts';
import { Film } from './film';
import { placeOf, useScale } from './timeline-context';
import { TRACK_PX } from './tracks';
import type { useSceneDrag } from './use-scene-drag';
import type { ShownScene } from './use-scenes';

export interface SceneClipProps {
  scene: ShownScene;
  /** From 1 on. */
  number: number;
  /** The playhead stands in it. */
  selected: boolean;
  focusable: boolean;
  editable: boolean;
  /** How far it is being dragged. */
  byPx: number;
  /** Its end is being moved. */
  trimmed: boolean;
  handlers: ReturnType<ReturnType<typeof useSceneDrag>['handlersOf']>;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** One scene: its pictures, its number and name, its end to be dragged. */
export function SceneClip(props: SceneClipProps) {
  const { scene, number, selected, focusable, editable, byPx, trimmed, handlers, onKeyDown } = props;
  const { t } = useTexts('timeline');
  const scale = useScale();
  const name = t('sceneName', { number, name: scene.name });
  const times = { from: timecode(scene.from, scale.fps), length: timecode(scene.durationInFrames, scale.fps) };
  const free = editable && !scene.locked;
  return (
    <div
      role="option"
      tabIndex={focusable ? 0 : -1}
      aria-selected={selected}
      aria-label={scene.locked ? t('sceneLocked', { name, ...times }) : t('sceneAt', { name, ...times })}
      aria-keyshortcuts={free ? 'Alt+ArrowLeft Alt+ArrowRight Alt+Shift+ArrowLeft Alt+Shift+ArrowRight' : undefined}
      title={scene.name}
      onKeyDown={onKeyDown}
      {...handlers}
      className={cx(
        'group/scene absolute inset-y-0 touch-pan-x overflow-hidden rounded-xs border bg-raised -outline-offset-2',
        selected ? 'z-10 border-accent ring-1 ring-accent' : 'border-line',
        byPx !== 0 ? 'z-20 cursor-grabbing opacity-85 shadow-float' : 'cursor-pointer',
      )}
      style={{ ...placeOf(scene, scale), transform: byPx ? `translateX(${byPx}px)` : undefined }}
    >
      <Film film={scene.film} length={scene.durationInFrames} height={TRACK_PX.scenes} />
      <span className="absolute start-1 top-1 flex max-w-[calc(100%-8px)] items-center gap-1 rounded-[4px] bg-black/65 px-1.5 text-2xs leading-4 font-medium text-white">
        {scene.locked && <Lock aria-hidden="true" className="size-3 shrink-0" />}
        <span className="truncate">{name}</span>
      </span>
      {trimmed && (
        <span className="absolute end-1.5 bottom-1 rounded-[4px] bg-accent px-1 text-2xs leading-4 font-semibold text-on-accent tabular-nums">
          {times.length}
        </span>
      )}
      {free && (
        <span
          data-edge
          title={t('trim')}
          className={cx(
            'absolute inset-y-0 end-0 w-2.5 cursor-ew-resize border-e-[3px] border-transparent transition-base',
            'group-hover/scene:border-white/70 group-focus-visible/scene:border-white/70 pointer-coarse:hidden',
            trimmed && 'border-accent!',
          )}
        />
      )}
    </div>
  );
}
