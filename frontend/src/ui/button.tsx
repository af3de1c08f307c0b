import type { ComponentProps } from 'react';
import { cx } from '@/lib/cx';
import { Spinner } from './spinner';

export type ButtonVariant = 'primary' | 'outline' | 'ghost' | 'danger';
export type ButtonSize = 'sm' | 'md' | 'lg';

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'border-transparent bg-primary text-on-primary hover:enabled:bg-primary-hover',
  outline: 'border-line-strong hover:enabled:bg-hover data-[state=open]:bg-hover',
  ghost: 'border-transparent text-ink-2 hover:enabled:bg-hover hover:enabled:text-ink data-[state=open]:bg-hover',
  danger: 'border-transparent bg-danger-fill text-on-danger hover:enabled:brightness-110',
};

const SIZES: Record<ButtonSize, string> = {
  sm: 'h-7 px-2.5 text-xs',
  md: 'h-8 px-3 text-sm',
  lg: 'h-10 px-4 text-base',
};

const SQUARE: Record<ButtonSize, string> = { sm: 'size-7', md: 'size-8', lg: 'size-10' };

/** The look of a button, for links that are one. `square` is for an icon alone. */
export function buttonClass(variant: ButtonVariant = 'outline', size: ButtonSize = 'md', square = false): string {
  return cx(
    'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-sm border font-medium whitespace-nowrap select-none',
    'transition-base disabled:opacity-45 disabled:cursor-default [&_svg]:shrink-0',
    VARIANTS[variant],
    square ? SQUARE[size] : SIZES[size],
  );
}

export interface ButtonProps extends ComponentProps<'button'> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** Work is under way: a spinner, no second click, the width kept. */
  busy?: boolean;
}

export function Button({ variant, size, busy = false, className, children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={cx(buttonClass(variant, size), className)}
    >
      {busy && <Spinner className="size-3.5 border-current/30 border-t-current" />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'busy'> {
  /** What it does; read out, and shown as the tooltip by <Tooltip>. */
  label: string;
}

export function IconButton({ label, variant = 'ghost', size, className, children, ...rest }: IconButtonProps) {
  return (
    <button type="button" {...rest} aria-label={label} className={cx(buttonClass(variant, size, true), className)}>
      {children}
    </button>
  );
}
