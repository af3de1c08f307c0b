import type { ReactNode } from 'react';
import { useDashboard } from './dashboard-context';
import { dashboardEntries, TopNav } from './dashboard-nav';

export interface PageHeaderProps {
  title: string;
  /** Under the title. */
  note?: ReactNode;
  /** What stands at the end of the line; below the title on a phone. */
  children?: ReactNode;
}

/** The top of a dashboard page; on a phone the views' tabs come under it. */
export function PageHeader({ title, note, children }: PageHeaderProps) {
  const { data } = useDashboard();
  return (
    <>
      <header className="mb-6 flex min-h-8 flex-wrap items-center gap-2 max-md:mb-4">
        <div className="me-auto max-md:mb-1 max-md:w-full">
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {note && <p className="mt-1 text-ink-2">{note}</p>}
        </div>
        {children}
      </header>
      <TopNav entries={dashboardEntries(data.status === 'ready' ? data.groups : null)} />
    </>
  );
}
