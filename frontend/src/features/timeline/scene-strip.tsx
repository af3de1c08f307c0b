import { usePlayer } from '@/hooks/use-player';
import { useTimeline } from '@/hooks/use-timeline';
import { useWidth } from '@/hooks/use-width';
import { cx } from '@/lib/cx';
import { mainScenes, sceneIndexAt } from '@/lib/timeline';
import { Film } from './film';
import { placeOf, ScaleContext, useScale } from './timeline-context';
import { FilmContext, useFilmStrip } from './use-film-strip';
import { useSeekKeys } from './use-seek-keys';
import { useSeeking } from './use-seeking';

const STRIP_PX = 40;

/** The timeline of a phone: the scenes in a row, one line through them. A finger goes where it wants. */
export function SceneStrip() {
  const timeline = useTimeline();
  const clip = usePlayer((state) => state.clip) ?? timeline?.clip;
  const { fps, durationInFrames } = clip ?? { fps: 30, durationInFrames: 1 };
  const { ref, width } = useWidth();
  const strip = useFilmStrip(timeline?.sha ?? null);
  return (
    <ScaleContext value={{ fps, durationInFrames, framePx: width / durationInFrames, points: [] }}>
      <FilmContext value={strip}>
        <div ref={ref} dir="ltr" className="mx-4 mb-3">
          <Strip />
        </div>
      </FilmContext>
    </ScaleContext>
  );
}

function Strip() {
  const timeline = useTimeline();
  const scale = useScale();
  const scenes = timeline ? mainScenes(timeline) : [];
  const playable = usePlayer((state) => state.clip !== null);
  const frame = usePlayer((state) => state.frame);
  const now = usePlayer((state) => sceneIndexAt(scenes, state.frame));
  const { handlers } = useSeeking();
  const slider = useSeekKeys();
  return (
    <div
      {...slider}
      {...(playable ? handlers : {})}
      className="relative h-10 touch-none rounded-xs bg-raised aria-disabled:opacity-45"
    >
      {scenes.map((scene, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: two scenes may have one name, and a place is what one is
          key={index}
          title={scene.name}
          className={cx(
            'absolute inset-y-0 overflow-hidden rounded-xs border',
            index === now ? 'z-10 border-accent ring-1 ring-accent' : 'border-line',
          )}
          style={placeOf(scene, scale)}
        >
          <Film film={scene} length={scene.durationInFrames} height={STRIP_PX} />
        </span>
      ))}
      {playable && (
        <span
          aria-hidden="true"
          className="pointer-events-none absolute -inset-y-1 z-20 w-0.5 -translate-x-1/2 rounded-full bg-accent"
          style={{ left: `${Math.min(1, frame / scale.durationInFrames) * 100}%` }}
        />
      )}
    </div>
  );
}
