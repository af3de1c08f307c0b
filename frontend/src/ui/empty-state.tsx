import type { ReactNode } from 'react';

export interface EmptyStateProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Nothing here yet: says what would be, and how to get it. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-[520px] flex-col items-center px-4 py-16 text-center">
      <h2 className="text-xl font-semibold tracking-tight text-balance">{title}</h2>
      {children && <div className="mt-2 text-base text-pretty text-ink-2">{children}</div>}
      {action && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
