import type { ReactNode } from 'react';

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-block min-w-[18px] rounded-[5px] border border-line px-1.5 text-center font-sans text-2xs font-medium text-ink-3">
      {children}
    </kbd>
  );
}
