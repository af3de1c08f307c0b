import { useMemo } from 'react';
import { useOpenProject } from '@/hooks/use-open-project';
import { usePlayer } from '@/hooks/use-player';
import { useTimeline } from '@/hooks/use-timeline';
import { joinTexts, packRows } from '@/lib/timeline-layout';
import { useTexts } from '@/texts';
import { Playhead } from './playhead';
import { RangeShade } from './range-shade';
import { Ruler } from './ruler';
import { ScenesTrack } from './scenes-track';
import { SoundTrack } from './sound-track';
import { TextTrack } from './text-track';
import { ScaleContext } from './timeline-context';
import { TrackLabels } from './track-labels';
import { FilmContext, useFilmStrip } from './use-film-strip';
import { useScenes } from './use-scenes';
import { useSnapping } from './use-snapping';
import { useTimelineCommands } from './use-timeline-commands';
import { useZoom } from './use-zoom';

const TEXT_ROWS = 2;
const SOUND_ROWS = 2;

/** What happens when: scenes, texts, music and sounds over one ruler, the playhead through all of them. */
export function Timeline() {
  const { t } = useTexts('timeline');
  const { videoSettings } = useOpenProject();
  const timeline = useTimeline();
  const playing = usePlayer((state) => state.clip);
  const scenes = useScenes(timeline);
  const clip = playing ?? timeline?.clip ?? videoSettings;
  const { fps, durationInFrames } = clip ?? { fps: 30, durationInFrames: 1 };
  const { ref, zoom, framePx, change } = useZoom(durationInFrames);
  const strip = useFilmStrip(timeline?.sha ?? null);
  const points = useSnapping(timeline, scenes.shown);
  useTimelineCommands(change);
  const texts = useMemo(() => packRows(joinTexts(timeline?.texts ?? []), TEXT_ROWS), [timeline]);
  const [music, sounds] = useMemo(() => {
    const rowsOf = (kind: string) =>
      packRows(
        (timeline?.sounds ?? []).filter((one) => one.kind === kind),
        SOUND_ROWS,
      );
    return [rowsOf('music'), rowsOf('sound')];
  }, [timeline]);

  return (
    <section
      aria-label={t('timeline')}
      data-tour="timeline"
      dir="ltr"
      className="grid max-h-[38vh] shrink-0 grid-cols-[92px_minmax(0,1fr)] overflow-y-auto border-t border-line bg-surface pe-4 pb-3 select-none"
    >
      <ScaleContext value={{ fps, durationInFrames, framePx, points }}>
        <TrackLabels
          rows={{ text: texts.length, music: music.length, sounds: sounds.length }}
          zoom={zoom}
          onZoom={change}
        />
        <div
          ref={ref}
          tabIndex={zoom > 1 ? 0 : -1}
          className="overflow-x-auto overflow-y-hidden [scrollbar-width:thin]"
        >
          <div className="relative" style={{ width: `${zoom * 100}%` }}>
            <Ruler />
            <FilmContext value={strip}>
              <ScenesTrack scenes={scenes} />
            </FilmContext>
            <TextTrack rows={texts} />
            <SoundTrack kind="music" rows={music} sha={timeline?.sha ?? ''} />
            <SoundTrack kind="sound" rows={sounds} sha={timeline?.sha ?? ''} />
            <RangeShade />
            <Playhead />
          </div>
        </div>
      </ScaleContext>
    </section>
  );
}
