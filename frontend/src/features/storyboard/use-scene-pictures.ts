import { useQueryClient } from '@tanstack/react-query';
import type { SessionView } from '@/hooks/session-controller';
import { useOpenProject } from '@/hooks/use-open-project';
import { useSession } from '@/hooks/use-session';
import { type Strip, useStrip } from '@/hooks/use-strip';
import type { VideoReading } from '@/hooks/use-video';
import type { Shown } from './storyboard-context';

/** A picture of a scene: the strip, and which of its frames; null until there is one. */
export type PictureOf = (scene: Shown) => { strip: Strip; frame: number } | null;

const drawnOf = (view: SessionView) => view.live?.drawn ?? null;

/** Pictures of the newest version's scenes; while they are being drawn, those of the version before. */
export function useScenePictures(sha: string): PictureOf {
  const { id } = useOpenProject();
  const queries = useQueryClient();
  const newest = useStrip(id, sha || null);
  const drawn = Object.keys(useSession(drawnOf) ?? {}).at(-1) ?? null;
  const before = useStrip(id, drawn);
  return (scene) => {
    if (newest.strip) return { strip: newest.strip, frame: middleOf(scene) };
    if (!before.strip) return null;
    const reading = queries.getQueryData<VideoReading>(['video', id, drawn]);
    const then = reading?.video.ok ? reading.video.value.scenes : [];
    const same = then.find(({ name }) => name === scene.name);
    return { strip: before.strip, frame: middleOf(same ?? scene) };
  };
}

function middleOf({ from, durationInFrames }: Pick<Shown, 'from' | 'durationInFrames'>): number {
  return from + Math.floor(durationInFrames / 2);
}
