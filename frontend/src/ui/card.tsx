import type { ComponentProps } from 'react';
import { cx } from '@/lib/cx';

export function Card({ className, ...rest }: ComponentProps<'div'>) {
  return <div {...rest} className={cx('rounded-md border border-line bg-surface', className)} />;
}
