import {
  AudioLines,
  ChevronRight,
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
import type { FileDiff } from '@/api/types.generated';
import { LineCounts } from '@/features/history/line-counts';
import { useTick } from '@/hooks/use-tick';
import { cx } from '@/lib/cx';
import type { StepRow } from '@/lib/steps';
import { useTexts } from '@/texts';
import { Spinner } from '@/ui/spinner';

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

const WORTH_TELLING_MS = 500;

export interface StepLineProps {
  step: StepRow;
  /** What the turn changed in its file, where that is known. */
  file: FileDiff | undefined;
  /** Null where there is nothing behind it. */
  open: boolean | null;
  onToggle: () => void;
}

/** One thing that the agent did; behind what changed a file is how. */
export function StepLine({ step, file, open, onToggle }: StepLineProps) {
  const running = step.state === 'running';
  const look = cx('flex min-h-6 w-full items-center gap-2 text-start', running && 'text-ink');
  if (open === null) {
    return (
      <p className={look}>
        <Words step={step} file={file} />
      </p>
    );
  }
  return (
    <button
      type="button"
      aria-expanded={open}
      onClick={onToggle}
      className={cx(look, 'group/step rounded-xs transition-base hover:text-ink pointer-coarse:min-h-10')}
    >
      <Words step={step} file={file} open={open} />
    </button>
  );
}

function Words({ step, file, open }: { step: StepRow; file: FileDiff | undefined; open?: boolean }) {
  const { t } = useTexts('chat');
  const running = step.state === 'running';
  const Icon = step.state === 'failed' ? TriangleAlert : ICONS[step.kind];
  return (
    <>
      {running ? <Spinner /> : <Icon className="size-3.5 shrink-0 text-ink-3" aria-hidden="true" />}
      <span className="min-w-0 truncate">
        {step.label}
        {step.path && (
          <span className="ms-1.5 font-mono" title={step.path}>
            {fileName(step.path)}
          </span>
        )}
        {step.times > 1 && <span className="ms-1.5 text-ink-3">{t('times', { count: step.times })}</span>}
      </span>
      {file && <LineCounts additions={file.additions ?? 0} deletions={file.deletions ?? 0} />}
      <span className="ms-auto flex shrink-0 items-center gap-1 text-ink-3">
        {running && step.at !== null ? (
          <Elapsed since={step.at} />
        ) : (
          step.ms !== null && step.ms >= WORTH_TELLING_MS && t('seconds', { count: Math.round(step.ms / 1_000) })
        )}
        {open !== undefined && (
          <ChevronRight
            aria-hidden="true"
            className={cx('size-3 transition-base rtl:-scale-x-100', open && 'rotate-90 rtl:-rotate-90')}
          />
        )}
      </span>
    </>
  );
}

/** Seconds that run; not read out. */
export function Elapsed({ since }: { since: number }) {
  const { t } = useTexts('chat');
  const now = useTick(1_000);
  return <span aria-hidden="true">{t('seconds', { count: Math.max(0, Math.round((now - since) / 1_000)) })}</span>;
}

function fileName(path: string): string {
  return path.split('/').at(-1) ?? path;
}
