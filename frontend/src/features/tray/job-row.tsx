import { Package } from 'lucide-react';
import type { Job } from '@/hooks/job-list';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Spinner } from '@/ui/spinner';

/** A version that is being packed. How far it is nobody knows: no percentage. */
export function JobRow({ job }: { job: Job }) {
  const { t } = useTexts('tray');
  return (
    <li className="flex items-center gap-3 px-3.5 py-3 not-first:border-t not-first:border-line">
      <span className="grid size-10 shrink-0 place-items-center rounded-xs bg-well text-ink-3">
        <Package aria-hidden className="size-4" />
      </span>
      <div className="min-w-0 grow">
        <p className="truncate font-medium" title={job.name}>
          {job.name}
        </p>
        <p className="flex items-center gap-2 text-xs text-ink-3">
          <Spinner className="size-3" />
          {t('beingPacked')}
        </p>
      </div>
      <Button size="sm" variant="ghost" className="pointer-coarse:h-10" onClick={job.cancel}>
        {t('giveUp')}
      </Button>
    </li>
  );
}
