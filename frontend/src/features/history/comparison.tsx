import { useMemo, useState } from 'react';
import type { Checkpoint } from '@/api/types.generated';
import { useOpenProject } from '@/hooks/use-open-project';
import { type Strip, useStrip } from '@/hooks/use-strip';
import { useStripDiff } from '@/hooks/use-strip-diff';
import { momentsOf } from '@/lib/strip-diff';
import { useTexts } from '@/texts';
import { Skeleton } from '@/ui/skeleton';
import { BeforeAfter } from './before-after';
import { Filmstrips } from './filmstrips';
import { usePlaceName } from './use-place-name';

const MOMENTS = 10;

export interface ComparisonProps {
  older: Checkpoint;
  newer: Checkpoint;
}

/** Two versions as one sees them: a frame of both under a slider, and the frames of both in a row. */
export function Comparison({ older, newer }: ComparisonProps) {
  const { t } = useTexts('history');
  const { id } = useOpenProject();
  const before = useStrip(id, older.sha, { ask: true });
  const after = useStrip(id, newer.sha, { ask: true });
  if (before.strip && after.strip) {
    return <Compared older={older} newer={newer} before={before.strip} after={after.strip} />;
  }
  const drawing = [before, after].some(({ status }) => status === 'drawing');
  const waiting = drawing || [before, after].some(({ status }) => status === 'loading');
  if (!waiting) {
    return <p className="mt-3 rounded-md border border-line p-4 text-ink-2">{t('noPictures')}</p>;
  }
  return (
    <div role="status" className="mt-3">
      <Skeleton className="aspect-video w-full max-w-[860px] rounded-md" />
      <p className="mt-2 text-xs text-ink-3">{drawing ? t('drawing') : t('readingPictures')}</p>
    </div>
  );
}

interface ComparedProps extends ComparisonProps {
  before: Strip;
  after: Strip;
}

function Compared({ older, newer, before, after }: ComparedProps) {
  const { t } = useTexts('history');
  const nameOf = usePlaceName();
  const moments = useMemo(() => momentsOf(before.about, after.about, MOMENTS), [before.about, after.about]);
  const differs = useStripDiff(before, after, moments);
  const [chosen, setChosen] = useState<number | null>(null);
  const firstOther = differs?.findIndex(
    (other, index) => other && moments[index]?.older !== null && moments[index]?.newer !== null,
  );
  const at = chosen ?? (firstOther !== undefined && firstOther >= 0 ? firstOther : Math.min(1, moments.length - 1));
  const moment = moments[at];
  const count = differs?.filter(Boolean).length;
  const labels = { older: nameOf(older), newer: nameOf(newer) };
  return (
    <section aria-label={t('pictures')} className="mt-3 max-w-[960px]">
      {moment && <BeforeAfter before={before} after={after} moment={moment} labels={labels} />}
      <Filmstrips
        before={before}
        after={after}
        moments={moments}
        differs={differs}
        selected={at}
        labels={labels}
        onSelect={setChosen}
      />
      <p className="mt-2 text-xs text-ink-3" aria-live="polite">
        {count === undefined
          ? t('comparing')
          : count === 0
            ? t('noFrameDiffers', { all: moments.length })
            : t('framesDiffer', { count, all: moments.length })}
      </p>
    </section>
  );
}
