import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from '@/lib/cx';

const BOX = cx(
  'w-full rounded-sm border bg-surface text-ink placeholder:text-ink-3 transition-base',
  'focus:outline-3 focus:outline-offset-0 focus:outline-accent-soft focus:border-accent',
  'disabled:opacity-45 aria-invalid:border-danger',
);

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...rest} className={cx(BOX, 'h-8 border-line-strong px-2.5 pointer-coarse:h-11', className)} />;
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea {...rest} className={cx(BOX, 'resize-none border-line-strong px-3 py-2 text-base', className)} />;
}

export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select {...rest} className={cx(BOX, 'h-8 border-line-strong px-2 pointer-coarse:h-11', className)} />;
}

export interface FieldProps {
  label: string;
  /** A hint below; an error takes its place. */
  hint?: ReactNode;
  error?: string | null | undefined;
  /** Beside the label, at the end of the line. */
  aside?: ReactNode;
  children: (input: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': true | undefined;
  }) => ReactNode;
}

/** A labelled input with its hint or its error, tied together for screen readers. */
export function Field({ label, hint, error, aside, children }: FieldProps) {
  const id = useId();
  const below = error ?? hint;
  return (
    <div>
      <div className="mb-1.5 flex items-baseline justify-between gap-2 text-xs text-ink-2">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {aside}
      </div>
      {children({
        id,
        'aria-describedby': below ? `${id}-below` : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {below && (
        <p
          id={`${id}-below`}
          className={cx('mt-1.5 text-xs', error ? 'text-danger' : 'text-ink-3')}
          role={error ? 'alert' : undefined}
        >
          {below}
        </p>
      )}
    </div>
  );
}
