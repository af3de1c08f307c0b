import type { ReactNode } from 'react';
import { cx } from '@/lib/cx';

export interface BannerProps {
  tone?: 'plain' | 'ok' | 'warn' | 'danger';
  icon?: ReactNode;
  children: ReactNode;
  action?: ReactNode;
  className?: string;
}

const TONES = {
  plain: ['bg-hover', 'text-ink-2'],
  ok: ['bg-ok-soft', 'text-ok'],
  warn: ['bg-warn-soft', 'text-warn'],
  danger: ['bg-danger-soft', 'text-danger'],
} as const;

/** A thin bar that says how things stand: offline, not saved yet, someone else edits. */
export function Banner({ tone = 'plain', icon, children, action, className }: BannerProps) {
  const [background, colour] = TONES[tone];
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={cx(
        'flex min-h-9 flex-wrap items-center gap-x-2.5 gap-y-1 rounded-sm px-3 py-1.5',
        background,
        className,
      )}
    >
      {/* Words that would be squeezed get a line of their own. */}
      <div className="flex min-w-0 grow basis-[200px] items-center gap-2.5">
        {icon && <span className={cx('[&_svg]:size-4', colour)}>{icon}</span>}
        <div className="min-w-0 grow">{children}</div>
      </div>
      {action && <div className="ms-auto">{action}</div>}
    </div>
  );
}
