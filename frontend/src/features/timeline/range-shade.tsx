import { usePlayer } from '@/hooks/use-player';
import { rangeOf } from '@/lib/playback';
import { useScale } from './timeline-context';

/** The part that plays, where it isn't all of the video: the rest is dimmed. */
export function RangeShade() {
  const { durationInFrames } = useScale();
  const marks = usePlayer((state) => state.marks);
  const range = rangeOf(marks, { durationInFrames });
  if (!range) return null;
  const [start, end] = [range.from, range.to + 1].map((frame) => (frame / durationInFrames) * 100);
  return (
    <div aria-hidden="true" data-testid="range" className="pointer-events-none absolute inset-0 z-10">
      <span className="absolute inset-y-0 left-0 bg-surface/65" style={{ width: `${start}%` }} />
      <span className="absolute inset-y-0 right-0 bg-surface/65" style={{ left: `${end}%` }} />
      <span
        className="absolute top-0 h-6 border-x-2 border-accent bg-accent-soft"
        style={{ left: `${start}%`, width: `${(end ?? 100) - (start ?? 0)}%` }}
      />
    </div>
  );
}
