import { cx } from '@/lib/cx';

export interface MeterProps {
  /** What is measured; read out, and shown before the amounts. */
  label: string;
  /** "$1.20 of $5.00" */
  amounts: string;
  /** 0 to 1. */
  share: number;
}

const NEARLY = 0.9;

/** How much of something is used up. */
export function Meter({ label, amounts, share }: MeterProps) {
  const percent = Math.round(share * 100);
  return (
    <div>
      <div className="mb-1.5 flex items-baseline justify-between gap-3 text-xs">
        <span className="text-ink-2">{label}</span>
        <span>{amounts}</span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a <meter> is drawn by the browser, each in its own way */}
      <div
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={amounts}
        className="h-1 overflow-hidden rounded-full bg-line-strong"
      >
        <div
          className={cx('h-full rounded-full', share >= NEARLY ? 'bg-warn' : 'bg-ink-2')}
          style={{ width: `${percent}%` }}
        />
      </div>
    </div>
  );
}
