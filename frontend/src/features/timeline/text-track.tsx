import { usePlayer, usePlayerActions } from '@/hooks/use-player';
import { cx } from '@/lib/cx';
import { timecode } from '@/lib/playback';
import type { ShownText } from '@/lib/timeline';
import { useTexts } from '@/texts';
import { placeOf, useScale } from './timeline-context';
import { TRACK_PX } from './tracks';

/** What is read when; a click goes to where it appears. */
export function TextTrack({ rows }: { rows: readonly ShownText[][] }) {
  const { t } = useTexts('timeline');
  return (
    <ul aria-label={t('text')}>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
        <li key={index} className="mt-1">
          <ul className="relative" style={{ height: TRACK_PX.text }}>
            {row.map((text) => (
              <TextClip key={`${text.from} ${text.text}`} text={text} />
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

function TextClip({ text }: { text: ShownText }) {
  const { t } = useTexts('timeline');
  const scale = useScale();
  const { perform, seek } = usePlayerActions();
  const { from, durationInFrames } = text;
  const now = usePlayer(({ clip, frame }) => clip !== null && frame >= from && frame < from + durationInFrames);
  const go = () => {
    perform({ type: 'pause' });
    seek(from);
  };
  return (
    <li className="absolute inset-y-0" style={placeOf(text, scale)}>
      <button
        type="button"
        tabIndex={-1}
        title={text.text}
        aria-label={t('textAt', { text: text.text, time: timecode(from, scale.fps) })}
        onClick={go}
        className={cx(
          'block size-full truncate rounded-xs border px-1.5 text-start text-2xs leading-[22px]',
          now ? 'border-accent bg-accent-soft text-ink' : 'border-line bg-canvas text-ink-2 hover:border-line-strong',
        )}
      >
        {text.text}
      </button>
    </li>
  );
}
