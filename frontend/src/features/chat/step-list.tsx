import {
  AudioLines,
  Eye,
  FilePenLine,
  FilePlus2,
  FileSearch,
  FileX2,
  Images,
  ListChecks,
  ScanEye,
  SquareTerminal,
  TriangleAlert,
  Wrench,
} from 'lucide-react';
import { useState } from 'react';
import { useTick } from '@/hooks/use-tick';
import { cx } from '@/lib/cx';
import { joinSteps, type Step, type StepRow } from '@/lib/steps';
import { Spinner } from '@/ui/spinner';
import { ContactSheet } from './contact-sheet';

const ICONS = {
  read: Eye,
  search: FileSearch,
  edit: FilePenLine,
  create: FilePlus2,
  delete: FileX2,
  command: SquareTerminal,
  check: ScanEye,
  look: Images,
  sound: AudioLines,
  ask: ListChecks,
  other: Wrench,
} as const;

/** A long turn shows its last steps; the rest unfolds. */
const SHOWN = 6;
const WORTH_TELLING_MS = 500;

/** What the agent did, one line each. */
export function StepList({ steps }: { steps: readonly Step[] }) {
  const [all, setAll] = useState(false);
  if (steps.length === 0) return null;
  const rows = joinSteps(steps);
  // One sheet is enough to see what was looked at last.
  const seen = rows.findLast((row) => row.picture)?.picture ?? null;
  const hidden = all ? 0 : Math.max(0, rows.length - SHOWN - 1);
  return (
    <div>
      {hidden > 0 && (
        <button type="button" onClick={() => setAll(true)} className="h-6 text-xs text-ink-3 hover:text-ink">
          {hidden} earlier steps
        </button>
      )}
      <ul aria-label="What was done" className="flex flex-col text-xs text-ink-2">
        {rows.slice(hidden).map((step) => (
          <StepLine key={step.id} step={step} />
        ))}
      </ul>
      {seen && <ContactSheet toolId={seen} />}
    </div>
  );
}

function StepLine({ step }: { step: StepRow }) {
  const running = step.state === 'running';
  const Icon = step.state === 'failed' ? TriangleAlert : ICONS[step.kind];
  return (
    <li className={cx('flex min-h-6 items-center gap-2', running && 'text-ink')}>
      {running ? <Spinner /> : <Icon className="size-3.5 shrink-0 text-ink-3" aria-hidden="true" />}
      <span className="min-w-0 truncate">
        {step.label}
        {step.path && (
          <span className="ml-1.5 font-mono" title={step.path}>
            {fileName(step.path)}
          </span>
        )}
        {step.times > 1 && <span className="ml-1.5 text-ink-3">{step.times} times</span>}
      </span>
      <span className="ml-auto shrink-0 text-ink-3">
        {running && step.at !== null ? (
          <Elapsed since={step.at} />
        ) : (
          step.ms !== null && step.ms >= WORTH_TELLING_MS && `${Math.round(step.ms / 1_000)} s`
        )}
      </span>
    </li>
  );
}

/** Seconds that run; not read out. */
export function Elapsed({ since }: { since: number }) {
  const now = useTick(1_000);
  return <span aria-hidden="true">{Math.max(0, Math.round((now - since) / 1_000))} s</span>;
}

function fileName(path: string): string {
  return path.split('/').at(-1) ?? path;
}
