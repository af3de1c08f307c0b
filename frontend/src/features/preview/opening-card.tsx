import { Check } from 'lucide-react';
import { useSession } from '@/hooks/use-session';
import { useTick } from '@/hooks/use-tick';
import { cx } from '@/lib/cx';
import { elapsedName, type Step, stepsOf } from '@/lib/opening-steps';
import { useTexts } from '@/texts';
import { Spinner } from '@/ui/spinner';
import { StageCard } from './stage-card';

/** The named steps of an opening, each with its time. */
export function OpeningCard() {
  const { t } = useTexts('preview');
  const times = useSession((view) => view.times);
  const queue = useSession((view) => view.session?.queue ?? null);
  const held = useSession((view) => (view.session?.state === 'queued' && !queue ? view.session.step : null));
  const problem = useSession((view) => view.problem);
  const reloading = useSession((view) => view.live !== null && view.link === 'live' && (view.pages > 1 || !view.page));
  if (reloading) {
    return (
      <p role="status" className="absolute z-10 flex items-center gap-2.5 text-ink-2">
        <Spinner />
        {t('loadingPreview')}
      </p>
    );
  }
  return (
    <StageCard title={t('opening')}>
      <ol className="mt-2.5">
        {stepsOf(times).map((step) => (
          <StepLine key={step.key} step={step} />
        ))}
      </ol>
      {queue && (
        <p className="mt-2 text-xs text-ink-3">
          {t('inLine', { position: queue.position, time: elapsedName(queue.estimateSeconds * 1000) })}
        </p>
      )}
      {held && <p className="mt-2 text-xs text-ink-3">{held}</p>}
      {problem && <p className="mt-2 text-xs text-warn">{t('tryingAgain', { what: problem.detail })}</p>}
    </StageCard>
  );
}

function StepLine({ step }: { step: Step }) {
  const { t } = useTexts('preview');
  const { state, startedAt, endedAt } = step;
  return (
    <li className={cx('flex h-[30px] items-center gap-2.5', state === 'now' ? 'font-medium text-ink' : 'text-ink-2')}>
      {state === 'done' && <Check className="size-3.5" aria-label={t('stepDone')} />}
      {state === 'now' && <Spinner />}
      {state === 'next' && <span className="size-3.5 rounded-full border-[1.5px] border-line-strong" />}
      {t(step.label)}
      <span className="ms-auto text-xs font-regular text-ink-3">
        {state === 'done' && startedAt !== null && endedAt !== null && elapsedName(endedAt - startedAt)}
        {state === 'now' && startedAt !== null && <Running since={startedAt} />}
      </span>
    </li>
  );
}

function Running({ since }: { since: number }) {
  const now = useTick(100);
  return <span aria-hidden="true">{elapsedName(now - since)}</span>;
}
