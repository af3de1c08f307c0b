import { useMemo } from 'react';
import type { Scene, Timeline } from '@/lib/timeline';
import { edgesOf } from '@/lib/timeline-layout';

/** The frames that a pointer is drawn to: where scenes, texts and sounds begin and end. */
export function useSnapping(timeline: Timeline | null, scenes: readonly Scene[]): readonly number[] {
  return useMemo(
    () => edgesOf([...scenes, ...(timeline?.texts ?? []), ...(timeline?.sounds ?? [])]),
    [timeline, scenes],
  );
}
