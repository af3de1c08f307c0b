import { ChevronsUpDown, Plus } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { Link, Outlet, useLocation } from 'react-router';
import { describeError } from '@/api/errors';
import { AccountButton } from '@/features/account/account-button';
import { AccountMenu } from '@/features/account/account-menu';
import type { Dashboard, DashboardData } from '@/features/projects/dashboard-context';
import { dashboardEntries, SideNav } from '@/features/projects/dashboard-nav';
import { DemoNote } from '@/features/projects/demo-note';
import { NewProjectDialog } from '@/features/projects/new-project-dialog';
import { PageProblem } from '@/features/projects/page-problem';
import { useAccount } from '@/hooks/use-auth';
import type { Draft } from '@/hooks/use-draft';
import { useMyName } from '@/hooks/use-me';
import { useProjects } from '@/hooks/use-projects';
import { groupProjects } from '@/lib/project-list';
import { useTexts } from '@/texts';
import { Avatar } from '@/ui/avatar';
import { Button } from '@/ui/button';
import { Logo } from '@/ui/logo';

/** The frame around the project views and the settings: navigation, account, the New project dialog. */
export function DashboardLayout() {
  const { t } = useTexts('projects');
  const { uid } = useAccount();
  const { state, retry } = useProjects();
  const [newDraft, setNewDraft] = useState<Draft | null>(null);
  const { pathname } = useLocation();
  const data = useMemo<DashboardData>(
    () => (state.status === 'ready' ? { ...state, groups: groupProjects(state.data, uid) } : state),
    [state, uid],
  );
  const openNew = useCallback((draft?: Draft) => setNewDraft(draft ?? { prompt: '', size: '16:9' }), []);
  const [problem, setProblem] = useState<string | null>(null);
  const complain = useCallback((error: unknown) => setProblem(describeError(error)), []);
  const dashboard: Dashboard = { data, retry, openNew, complain };
  const entries = dashboardEntries(data.status === 'ready' ? data.groups : null);

  return (
    <div className="min-h-dvh md:grid md:grid-cols-[216px_1fr]">
      <aside className="sticky top-0 flex h-dvh flex-col border-e border-line px-3 py-4 max-md:hidden">
        <Link to="/" aria-label={t('home')} className="mb-4 rounded-sm px-2 py-1">
          <Logo />
        </Link>
        <SideNav entries={entries} />
        <div className="mt-auto flex flex-col gap-3">
          <DemoNote />
          <AccountRow />
        </div>
      </aside>
      <div className="min-w-0 px-8 pt-7 pb-10 max-md:px-4 max-md:pt-0 max-md:pb-28">
        <header className="flex h-14 items-center justify-between md:hidden">
          <Link to="/" aria-label={t('home')} className="rounded-sm">
            <Logo />
          </Link>
          <AccountButton className="grid size-11 place-items-center" />
        </header>
        <main>
          {problem && <PageProblem message={problem} onDismiss={() => setProblem(null)} />}
          <Outlet context={dashboard} />
        </main>
        {pathname === '/projects' && <NewProjectBar onClick={() => openNew()} />}
      </div>
      <NewProjectDialog draft={newDraft} onClose={() => setNewDraft(null)} />
    </div>
  );
}

/** The phone's main action, under the thumb. */
function NewProjectBar({ onClick }: { onClick: () => void }) {
  const { t } = useTexts('projects');
  return (
    <div className="pointer-events-none fixed inset-x-0 bottom-0 z-20 bg-linear-to-t from-canvas from-55% to-transparent px-4 pt-12 pb-6 md:hidden">
      <Button
        variant="primary"
        onClick={onClick}
        className="pointer-events-auto h-[52px] w-full rounded-[14px] text-[15px]"
      >
        <Plus className="size-4" />
        {t('new')}
      </Button>
    </div>
  );
}

function AccountRow() {
  const { t } = useTexts('projects');
  const name = useMyName();
  const { uid } = useAccount();
  return (
    <AccountMenu
      align="start"
      trigger={
        <button
          type="button"
          className="flex w-full items-center gap-2.5 rounded-sm p-2 text-start transition-base hover:bg-hover data-[state=open]:bg-hover"
        >
          <Avatar name={name} id={uid} />
          <span className="min-w-0 grow truncate">{name}</span>
          <ChevronsUpDown className="size-3.5 shrink-0 text-ink-3" aria-hidden="true" />
          <span className="sr-only">{t('account')}</span>
        </button>
      }
    />
  );
}
