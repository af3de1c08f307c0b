import { useRef } from 'react';
import { usePlayer } from '@/hooks/use-player';
import { sceneIndexAt } from '@/lib/timeline';
import { endOf, trimmed } from '@/lib/timeline-layout';
import { useTexts } from '@/texts';
import { SceneClip } from './scene-clip';
import { useScale } from './timeline-context';
import { TRACK_PX } from './tracks';
import { type SceneDrag, useSceneDrag } from './use-scene-drag';
import { useSceneKeys } from './use-scene-keys';
import type { Scenes } from './use-scenes';

/** The scenes one after the other. The one under the playhead is what a message is about. */
export function ScenesTrack({ scenes }: { scenes: Scenes }) {
  const { t } = useTexts('timeline');
  const list = useRef<HTMLDivElement>(null);
  const { drag, handlersOf } = useSceneDrag(scenes);
  const focus = (index: number) => {
    list.current?.querySelectorAll<HTMLElement>('[role=option]')[index]?.focus();
  };
  const { trimming, onKeyDown } = useSceneKeys(scenes, focus);
  const cut = drag?.kind === 'trim' ? drag : trimming;
  const shown = cut ? trimmed(scenes.shown, cut.index, cut.durationInFrames) : scenes.shown;
  const now = usePlayer(({ clip, frame }) => (clip ? sceneIndexAt(shown, frame) : -1));
  return (
    <div
      ref={list}
      role="listbox"
      aria-label={t('scenes')}
      aria-orientation="horizontal"
      data-track="scenes"
      className="relative mt-1"
      style={{ height: TRACK_PX.scenes }}
    >
      {shown.map((scene, index) => (
        <SceneClip
          // biome-ignore lint/suspicious/noArrayIndexKey: two scenes may have one name, and a place is what one is
          key={index}
          scene={scene}
          number={index + 1}
          selected={index === now}
          focusable={index === Math.max(0, now)}
          editable={scenes.editable}
          byPx={drag?.kind === 'move' && drag.index === index ? drag.byPx : 0}
          trimmed={cut?.index === index}
          handlers={handlersOf(index)}
          onKeyDown={(event) => onKeyDown(event, index)}
        />
      ))}
      {drag?.kind === 'move' && <DropLine drag={drag} scenes={scenes} />}
    </div>
  );
}

/** Where the scene will be. */
function DropLine({ drag, scenes: { shown } }: { drag: Extract<SceneDrag, { kind: 'move' }>; scenes: Scenes }) {
  const { durationInFrames } = useScale();
  const { index, to } = drag;
  if (index === to) return null;
  const at = to < index ? (shown[to]?.from ?? 0) : endOf(shown[to]);
  return (
    <span
      aria-hidden="true"
      className="absolute -inset-y-0.5 z-20 w-[3px] -translate-x-1/2 rounded-full bg-accent"
      style={{ left: `${(at / durationInFrames) * 100}%` }}
    />
  );
}
