import { createContext, useContext } from 'react';
import type { Scene, Video } from '@/lib/scenes';
import { isLocked } from '@/lib/scenes/brief';
import { BEHIND } from '@/lib/scenes/values';

/** A scene as the storyboard shows it. */
export interface Shown extends Scene {
  /** BEHIND for what lies behind all scenes. */
  index: number;
  /** The same for the same scene, wherever it moves. */
  id: string;
  locked: boolean;
}

export interface Storyboard {
  video: Video;
  scenes: Shown[];
  behind: Shown | null;
  /** Every file of the version. */
  paths: readonly string[];
  /** May it be changed now? */
  editable: boolean;
  /** May scenes be moved, trimmed, added and removed? */
  arrangeable: boolean;
  selected: string | null;
  select: (id: string | null) => void;
}

export const StoryboardContext = createContext<Storyboard | null>(null);

export function useStoryboard(): Storyboard {
  const storyboard = useContext(StoryboardContext);
  if (!storyboard) throw new Error('useStoryboard needs <StoryboardContext>');
  return storyboard;
}

/** Names for scenes without one, and identities that outlive a move. */
export function shownScenes(video: Video, locked: readonly string[], nameless: (number: number) => string): Shown[] {
  const seen = new Map<string, number>();
  return video.scenes.map((scene, index) => {
    const count = (seen.get(scene.name) ?? 0) + 1;
    seen.set(scene.name, count);
    return {
      ...scene,
      index,
      id: idOf(scene.name, count),
      name: scene.name || nameless(index + 1),
      locked: isLocked(locked, scene.name),
    };
  });
}

export function idOf(name: string, count = 1): string {
  return `${count} ${name}`;
}

export function shownBehind(video: Video, name: string): Shown | null {
  if (video.behind.length === 0) return null;
  const place = { from: 0, durationInFrames: video.durationInFrames, leastFrames: 1, file: video.file, line: 1 };
  return { ...place, index: BEHIND, id: 'behind', name, props: video.behind, locked: false };
}

/** Where a scene is seen without the one before it. */
export function clearFrame(scenes: readonly Pick<Scene, 'from' | 'durationInFrames'>[], index: number): number {
  const scene = scenes[index];
  const before = scenes[index - 1];
  if (!scene) return 0;
  const covered = before ? Math.max(0, before.from + before.durationInFrames - scene.from) : 0;
  return scene.from + Math.min(covered, scene.durationInFrames - 1);
}
