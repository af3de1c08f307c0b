import { RadioGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from '@/lib/cx';

export interface SegmentedControlProps<T extends string> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  options: { value: T; label: ReactNode }[];
  className?: string;
}

/** One of a few, all in sight. Arrow keys move the choice. */
export function SegmentedControl<T extends string>(props: SegmentedControlProps<T>) {
  const { label, value, onChange, options, className } = props;
  return (
    <RadioGroup.Root
      aria-label={label}
      orientation="horizontal"
      value={value}
      onValueChange={(next) => {
        const option = options.find((candidate) => candidate.value === next);
        if (option) onChange(option.value);
      }}
      className={cx('inline-flex gap-0.5 rounded-[10px] bg-well p-0.5', className)}
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          className={cx(
            'inline-flex h-7 grow items-center justify-center gap-1.5 rounded-sm px-2.5 text-xs font-medium text-ink-2 transition-base pointer-coarse:h-9',
            'hover:text-ink data-[state=checked]:bg-hover data-[state=checked]:text-ink',
            'in-data-[theme=light]:data-[state=checked]:bg-surface in-data-[theme=light]:data-[state=checked]:ring-1 in-data-[theme=light]:data-[state=checked]:ring-line',
          )}
        >
          {option.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
