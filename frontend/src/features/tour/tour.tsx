import { useEffect, useState } from 'react';
import { useCommand } from '@/features/palette/commands';
import { usePreview } from '@/hooks/use-preview';
import { useTexts } from '@/texts';
import { TourCard } from './tour-card';
import { keepTourSeen, tourSeen } from './tour-store';
import { placeOf, STOPS, type Stop } from './use-place';

/** Shows a newcomer round once a first video plays; the palette brings it back. */
export function Tour() {
  const { t } = useTexts('tour');
  const playing = usePreview(({ phase, clip }) => phase === 'ok' && clip !== null);
  const [seen, setSeen] = useState(tourSeen);
  const [stops, setStops] = useState<readonly Stop[]>([]);
  const [at, setAt] = useState(0);
  useCommand({
    id: 'tour',
    name: t('take'),
    group: 'help',
    when: playing,
    run: () => {
      setAt(0);
      setSeen(false);
    },
  });
  const shown = playing && !seen;
  useEffect(() => {
    // A phone has no room for all of them.
    if (shown) setStops(STOPS.filter((stop) => placeOf(stop)));
  }, [shown]);
  const stop = stops[at];
  if (!shown || !stop) return null;
  const end = () => {
    keepTourSeen();
    setSeen(true);
  };
  return (
    <TourCard
      stop={stop}
      number={at + 1}
      of={stops.length}
      onNext={() => (at + 1 < stops.length ? setAt(at + 1) : end())}
      onSkip={end}
    />
  );
}
