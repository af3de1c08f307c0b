import { useState } from 'react';
import { type Change, useEdits } from '@/hooks/use-edits';
import { useCanEdit } from '@/hooks/use-open-project';
import { mainScenes, type Scene, type Span, type Timeline } from '@/lib/timeline';
import { moved, trimmed } from '@/lib/timeline-layout';
import { useTexts } from '@/texts';

/** A scene, and which part of the version that was read last its pictures are of. */
export interface ShownScene extends Scene {
  film: Span;
}

/** The scenes as the track shows them, and what can be done to them. */
export interface Scenes {
  /** Those that follow one another; a change is in them at once. */
  shown: readonly ShownScene[];
  editable: boolean;
  move: (index: number, to: number) => void;
  trim: (index: number, durationInFrames: number) => void;
}

interface Draft {
  /** The version that it is a change of. */
  sha: string;
  scenes: readonly ShownScene[];
}

const NONE: readonly ShownScene[] = [];

/** Moving and trimming scenes without the agent: each is a version of its own. */
export function useScenes(timeline: Timeline | null): Scenes {
  const { t } = useTexts('timeline');
  const { apply } = useEdits();
  const canEdit = useCanEdit();
  const [draft, setDraft] = useState<Draft | null>(null);
  const known = timeline ? scenesOf(timeline, t('wholeVideo')) : NONE;
  // Shown until the version that it made has been read.
  const shown = draft && draft.sha === timeline?.sha ? draft.scenes : known;

  const change = (scenes: readonly ShownScene[], make: Change, summary: string) => {
    if (!timeline) return;
    setDraft({ sha: timeline.sha, scenes });
    void apply(make, summary).then((stored) => {
      if (!stored) setDraft(null);
    });
  };
  return {
    shown,
    editable: canEdit && timeline !== null,
    move: (index, to) => {
      const name = shown[index]?.name ?? '';
      change(moved(shown, index, to), (files, scenes) => scenes.moveScene(files, index, to), t('moved', { name }));
    },
    trim: (index, durationInFrames) => {
      const name = shown[index]?.name ?? '';
      change(
        trimmed(shown, index, durationInFrames),
        (files, scenes) => scenes.trimScene(files, index, durationInFrames),
        t('trimmed', { name }),
      );
    },
  };
}

const WHOLE = { file: null, line: null, source: null, layer: false, locked: false } as const;

/** A video without scenes is one. */
function scenesOf(timeline: Timeline, whole: string): readonly ShownScene[] {
  const scenes = mainScenes(timeline);
  if (scenes.length > 0) return scenes.map((scene) => ({ ...scene, film: scene }));
  const film = { from: 0, durationInFrames: timeline.clip.durationInFrames };
  return [{ ...WHOLE, name: whole, ...film, film }];
}
