import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  type UniqueIdentifier,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { arrayMove, rectSortingStrategy, SortableContext, sortableKeyboardCoordinates } from '@dnd-kit/sortable';
import { useState } from 'react';
import type { Video } from '@/lib/scenes';
import { useTexts } from '@/texts';
import { SceneCard } from './scene-card';
import { type Shown, useStoryboard } from './storyboard-context';
import { useSceneEdits } from './use-scene-edits';
import type { PictureOf } from './use-scene-pictures';

/** The scenes in their order, to be dragged into another one with mouse, finger or keyboard. */
export function SceneGrid({ pictureOf }: { pictureOf: PictureOf }) {
  const { t } = useTexts('storyboard');
  const { scenes, video } = useStoryboard();
  const { move } = useSceneEdits();
  const [dropped, setDropped] = useState<{ video: Video; order: Shown[] } | null>(null);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    // A finger that moves at once scrolls.
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 6 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  // Where they were dropped, until the code says so too.
  const order = dropped?.video === video ? dropped.order : scenes;
  const placeOf = (id: UniqueIdentifier) => scenes.findIndex((scene) => scene.id === id);

  const drop = ({ active, over }: DragEndEvent) => {
    const [from, to] = [placeOf(active.id), over ? placeOf(over.id) : -1];
    const scene = scenes[from];
    if (!scene || to < 0 || from === to) return;
    setDropped({ video, order: arrayMove(scenes, from, to) });
    void move(scene, to).then((stored) => !stored && setDropped(null));
  };
  const words = (key: 'dragStart' | 'dragOver' | 'dragEnd' | 'dragCancel', id: UniqueIdentifier, at = id) =>
    t(key, { name: scenes[placeOf(id)]?.name ?? '', place: placeOf(at) + 1, count: scenes.length });
  const announcements: Announcements = {
    onDragStart: ({ active }) => words('dragStart', active.id),
    onDragOver: ({ active, over }) => words('dragOver', active.id, over?.id),
    onDragEnd: ({ active, over }) => words('dragEnd', active.id, over?.id),
    onDragCancel: ({ active }) => words('dragCancel', active.id),
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={drop}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t('dragHelp') } }}
    >
      <SortableContext items={order.map(({ id }) => id)} strategy={rectSortingStrategy}>
        <ol className="grid grid-cols-[repeat(auto-fill,minmax(220px,1fr))] gap-3">
          {order.map((scene) => (
            <SceneCard key={scene.id} scene={scene} pictureOf={pictureOf} />
          ))}
        </ol>
      </SortableContext>
    </DndContext>
  );
}
