import { useActiveTurn, useFixAttempt, useTrouble } from '@/hooks/use-events';
import { useTexts } from '@/texts';
import { Spinner } from '@/ui/spinner';
import { Elapsed } from './step-line';

/** Nothing is being done that has a name of its own. */
export function Thinking({ stopping }: { stopping: boolean }) {
  const { t } = useTexts('chat');
  const turn = useActiveTurn();
  const fix = useFixAttempt();
  const trouble = useTrouble();
  const words = stopping
    ? t('stopping')
    : trouble
      ? t('tryingAgain', { trouble })
      : fix
        ? t('mending', { n: fix.n, max: fix.max })
        : t('working');
  return (
    <p className="flex min-h-6 items-center gap-2 text-xs">
      <Spinner />
      {words}
      <span className="ms-auto text-ink-3">{turn && <Elapsed since={turn.since} />}</span>
    </p>
  );
}
