import { cx } from '@/lib/cx';

/** The place of something that is being loaded. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={cx('skeleton rounded-xs', className)} />;
}
