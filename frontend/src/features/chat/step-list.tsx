import { lazy, Suspense, useState } from 'react';
import { useTurnDiff } from '@/hooks/use-checkpoints';
import { useOpenProject } from '@/hooks/use-open-project';
import { joinSteps, type Step, type StepRow } from '@/lib/steps';
import { useTexts } from '@/texts';
import { Skeleton } from '@/ui/skeleton';
import { ContactSheet } from './contact-sheet';
import { StepLine } from './step-line';

const StepDiff = lazy(async () => ({ default: (await import('./step-diff')).StepDiff }));

/** A long turn shows its last steps; the rest unfolds. */
const SHOWN = 6;
const CHANGES: readonly Step['kind'][] = ['edit', 'create', 'delete', 'sound'];

export interface StepListProps {
  steps: readonly Step[];
  /** The version that the turn made. */
  sha: string | null;
  /** The newest turn tells at once how much it changed, others once somebody looks. */
  newest: boolean;
}

/** What the agent did, one line each; what changed a file opens the difference that the turn made there. */
export function StepList({ steps, sha, newest }: StepListProps) {
  const { t } = useTexts('chat');
  const { id } = useOpenProject();
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  const diff = useTurnDiff(id, sha, newest || open !== null);
  if (steps.length === 0) return null;
  const rows = joinSteps(steps);
  // One sheet is enough to see what was looked at last.
  const seen = rows.findLast((row) => row.picture)?.picture ?? null;
  const hidden = all ? 0 : Math.max(0, rows.length - SHOWN - 1);
  const fileOf = (row: StepRow) =>
    diff.data?.files.find(({ path, oldPath }) => path === row.path || oldPath === row.path);
  return (
    <div>
      {hidden > 0 && (
        <button
          type="button"
          onClick={() => setAll(true)}
          className="h-6 text-xs text-ink-3 hover:text-ink pointer-coarse:h-10"
        >
          {t('earlierSteps', { count: hidden })}
        </button>
      )}
      <ul aria-label={t('whatWasDone')} className="flex flex-col text-xs text-ink-2">
        {rows.slice(hidden).map((row) => {
          const changes = sha !== null && row.path !== null && row.state === 'done' && CHANGES.includes(row.kind);
          return (
            <li key={row.id}>
              <StepLine
                step={row}
                file={isLastOf(rows, row) ? fileOf(row) : undefined}
                open={changes ? open === row.id : null}
                onToggle={() => setOpen(open === row.id ? null : row.id)}
              />
              {changes && open === row.id && row.path && (
                <Suspense fallback={<Skeleton className="my-1 h-24 rounded-md" />}>
                  <StepDiff sha={sha} path={row.path} />
                </Suspense>
              )}
            </li>
          );
        })}
      </ul>
      {seen && <ContactSheet toolId={seen} />}
    </div>
  );
}

/** What a turn changed in a file is told once, where it was changed last. */
function isLastOf(rows: readonly StepRow[], row: StepRow): boolean {
  return rows.findLast(({ path, kind }) => path === row.path && CHANGES.includes(kind)) === row;
}
