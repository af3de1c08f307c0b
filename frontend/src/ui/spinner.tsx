import { cx } from '@/lib/cx';

/** Work under way. Decoration only: say in words beside it what is going on. */
export function Spinner({ className }: { className?: string }) {
  return <span aria-hidden="true" className={cx('spinner inline-block shrink-0', className ?? 'size-3.5')} />;
}
