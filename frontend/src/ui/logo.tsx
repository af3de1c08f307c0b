import { cx } from '@/lib/cx';

export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 22 22" aria-hidden="true" className={cx('shrink-0', className ?? 'size-[22px]')}>
      <path d="M14.6 1.2A10 10 0 1 0 20.8 13.6 8.2 8.2 0 0 1 14.6 1.2Z" fill="currentColor" />
      <path d="M14.4 5.6v6l5-3z" fill="var(--color-accent)" />
    </svg>
  );
}

export function Logo() {
  return (
    <span className="inline-flex items-center gap-2 text-[15px] font-semibold tracking-[-0.02em]">
      <LogoMark />
      StoryDream
    </span>
  );
}
