import { mainScenes, type Scene, type Timeline } from '@/lib/timeline';
import { useTexts } from '@/texts';

/** The scenes as the track shows them, and what can be done to them. */
export interface Scenes {
  /** Those that follow one another. */
  shown: readonly Scene[];
  editable: boolean;
  move: (index: number, to: number) => void;
  trim: (index: number, durationInFrames: number) => void;
}

const NONE: readonly Scene[] = [];
const WHOLE = { file: null, line: null, source: null, layer: false, locked: false } as const;
const nothing = () => undefined;

/** The scenes of a timeline. */
export function useScenes(timeline: Timeline | null): Scenes {
  const { t } = useTexts('timeline');
  const shown = timeline ? scenesOf(timeline, t('wholeVideo')) : NONE;
  return { shown, editable: false, move: nothing, trim: nothing };
}

/** A video without scenes is one. */
function scenesOf(timeline: Timeline, whole: string): readonly Scene[] {
  const scenes = mainScenes(timeline);
  if (scenes.length > 0) return scenes;
  return [{ ...WHOLE, name: whole, from: 0, durationInFrames: timeline.clip.durationInFrames }];
}
