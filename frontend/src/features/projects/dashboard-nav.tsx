import { Clapperboard, type LucideIcon, Trash2, Users } from 'lucide-react';
import { NavLink } from 'react-router';
import { cx } from '@/lib/cx';
import type { ProjectGroups } from '@/lib/project-list';
import { textsOf } from '@/texts';

interface Entry {
  to: string;
  label: string;
  /** On a phone, where three stand in one row. */
  short: string;
  Icon: LucideIcon;
  count: number | null;
}

/** The views of the dashboard; "Shared with me" only for those with whom something is shared. */
export function dashboardEntries(groups: ProjectGroups | null): Entry[] {
  const t = textsOf('projects');
  const projects: Entry = {
    to: '/projects',
    label: t('title'),
    short: t('title'),
    Icon: Clapperboard,
    count: groups?.mine.length ?? null,
  };
  const shared: Entry = {
    to: '/projects/shared',
    label: t('shared'),
    short: t('sharedShort'),
    Icon: Users,
    count: groups?.shared.length ?? null,
  };
  const trash: Entry = {
    to: '/projects/trash',
    label: t('trash'),
    short: t('trash'),
    Icon: Trash2,
    count: groups?.trash.length ?? null,
  };
  return groups?.shared.length ? [projects, shared, trash] : [projects, trash];
}

export function SideNav({ entries }: { entries: Entry[] }) {
  return (
    <nav aria-label={textsOf('projects')('title')} className="flex flex-col gap-0.5">
      {entries.map(({ to, label, Icon, count }) => (
        <NavLink
          key={to}
          to={to}
          end
          className={({ isActive }) =>
            cx(
              'flex h-[34px] items-center gap-2.5 rounded-sm px-2 font-medium transition-base hover:text-ink',
              isActive ? 'bg-hover text-ink' : 'text-ink-2',
            )
          }
        >
          <Icon className="size-4" aria-hidden="true" />
          {label}
          {count !== null && <span className="ms-auto text-xs font-regular text-ink-3">{count}</span>}
        </NavLink>
      ))}
    </nav>
  );
}

export function TopNav({ entries }: { entries: Entry[] }) {
  return (
    <nav aria-label={textsOf('projects')('title')} className="mb-5 flex gap-0.5 rounded-[10px] bg-well p-0.5 md:hidden">
      {entries.map(({ to, short }) => (
        <NavLink
          key={to}
          to={to}
          end
          className={({ isActive }) =>
            cx(
              'flex h-9 grow basis-0 items-center justify-center rounded-sm text-xs font-medium',
              isActive
                ? 'bg-hover text-ink in-data-[theme=light]:bg-surface in-data-[theme=light]:ring-1 in-data-[theme=light]:ring-line'
                : 'text-ink-2',
            )
          }
        >
          {short}
        </NavLink>
      ))}
    </nav>
  );
}
