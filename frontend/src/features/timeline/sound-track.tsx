import { useWaveform } from '@/hooks/use-waveform';
import { timecode } from '@/lib/playback';
import type { Sound } from '@/lib/timeline';
import { barsOf, barsPath } from '@/lib/waveform';
import { useTexts } from '@/texts';
import { placeOf, useScale } from './timeline-context';
import { TRACK_PX } from './tracks';
import { useSeeking } from './use-seeking';

export interface SoundTrackProps {
  kind: Sound['kind'];
  rows: readonly Sound[][];
  /** The version that they are of. */
  sha: string;
}

/** What is heard when, as loud as it is where that can be told. */
export function SoundTrack({ kind, rows, sha }: SoundTrackProps) {
  const { t } = useTexts('timeline');
  const { handlers } = useSeeking();
  return (
    <ul aria-label={kind === 'music' ? t('music') : t('sounds')}>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
        <li key={index} className="mt-1">
          <ul className="relative cursor-pointer touch-pan-x" style={{ height: rowPx(kind) }} {...handlers}>
            {row.map((sound) => (
              <SoundClip key={`${sound.from} ${sound.src} ${sound.line}`} sound={sound} sha={sha} />
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

function rowPx(kind: Sound['kind']): number {
  return kind === 'music' ? TRACK_PX.music : TRACK_PX.sounds;
}

const BAR_PX = 4;
const BARS_MAX = 600;

function SoundClip({ sound, sha }: { sound: Sound; sha: string }) {
  const { t } = useTexts('timeline');
  const scale = useScale();
  const peaks = useWaveform(sound, sha);
  const count = Math.min(BARS_MAX, Math.max(4, Math.round((sound.durationInFrames * scale.framePx) / BAR_PX)));
  const bars = peaks ? barsOf(peaks, sound, scale.fps, count) : [];
  return (
    <li
      title={sound.name}
      className="absolute inset-y-0 overflow-hidden rounded-xs border border-line bg-canvas"
      style={placeOf(sound, scale)}
    >
      {bars.length > 0 && (
        <svg
          aria-hidden="true"
          data-testid="waveform"
          viewBox={`0 0 ${bars.length} 100`}
          preserveAspectRatio="none"
          className="absolute inset-0 size-full"
        >
          <path d={barsPath(bars)} vectorEffect="non-scaling-stroke" strokeWidth="1.6" className="stroke-wave" />
        </svg>
      )}
      <span className="absolute start-1.5 top-0.5 max-w-[calc(100%-8px)] truncate rounded-[4px] bg-canvas pe-1.5 text-2xs leading-4 text-ink-2">
        {sound.name}
        <span className="sr-only">{t('from', { time: timecode(sound.from, scale.fps) })}</span>
      </span>
    </li>
  );
}
