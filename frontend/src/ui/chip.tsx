import type { ComponentProps, ReactNode } from 'react';
import { cx } from '@/lib/cx';

export interface ChipProps extends ComponentProps<'button'> {
  /** `now` is for what is selected or under way; the accent means nothing else. */
  tone?: 'plain' | 'now';
  pill?: boolean;
}

/** A small choice that does something. */
export function Chip({ tone = 'plain', pill = false, className, ...rest }: ChipProps) {
  return (
    <button
      type="button"
      {...rest}
      className={cx(
        'inline-flex h-7 items-center gap-1.5 border px-2.5 text-xs font-medium whitespace-nowrap transition-base pointer-coarse:h-9',
        pill ? 'rounded-full' : 'rounded-sm',
        tone === 'now'
          ? 'border-transparent bg-accent-soft text-accent'
          : 'border-line-strong text-ink-2 hover:bg-hover hover:text-ink',
        className,
      )}
    />
  );
}

/** A small fact that does nothing. */
export function Tag({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <span
      className={cx(
        'inline-flex h-5 items-center rounded-xs bg-hover px-1.5 text-2xs font-medium whitespace-nowrap text-ink-2',
        className,
      )}
    >
      {children}
    </span>
  );
}
