import { usePlayer } from '@/hooks/use-player';
import { momentOf } from '@/lib/pointing';
import { useScale } from './timeline-context';

/** Now, through all tracks. */
export function Playhead() {
  const shown = usePlayer((state) => state.clip !== null);
  const frame = usePlayer((state) => state.frame);
  const { durationInFrames, fps } = useScale();
  if (!shown) return null;
  const at = Math.min(1, frame / durationInFrames) * 100;
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-y-0 inset-x-0 z-20">
      <span className="absolute inset-y-0 w-[1.5px] -translate-x-1/2 bg-accent" style={{ left: `${at}%` }} />
      <span
        className="absolute top-0.5 -translate-x-1/2 rounded-xs bg-accent px-1.5 text-2xs leading-[18px] font-semibold text-on-accent tabular-nums"
        style={{ left: `clamp(18px, ${at}%, calc(100% - 18px))` }}
      >
        {momentOf(frame, fps)}
      </span>
    </div>
  );
}
