import { usePlayer } from '@/hooks/use-player';
import { ticksOf } from '@/lib/timeline-layout';
import { useScale } from './timeline-context';
import { useSeekKeys } from './use-seek-keys';
import { useSeeking } from './use-seeking';

/** The time over the tracks: click, drag, or use the arrow keys to go somewhere. */
export function Ruler() {
  const playable = usePlayer((state) => state.clip !== null);
  const slider = useSeekKeys();
  const { handlers } = useSeeking();
  const { durationInFrames, fps, framePx } = useScale();
  return (
    <div
      {...slider}
      {...(playable ? handlers : {})}
      className="relative h-6 cursor-pointer touch-none overflow-hidden rounded-xs text-2xs text-ink-3 -outline-offset-2 aria-disabled:cursor-default"
    >
      {framePx > 0 &&
        ticksOf(durationInFrames, fps, framePx).map((tick) => (
          <span
            key={tick.frame}
            className="absolute top-1 border-s border-line-strong ps-1.5 leading-4 tabular-nums"
            style={{ left: `${(tick.frame / durationInFrames) * 100}%` }}
          >
            {tick.label}
          </span>
        ))}
    </div>
  );
}
