import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Checkpoint } from '@/api/types.generated';
import { Changes } from '@/features/history/changes';
import { HistoryContext, type HistoryView } from '@/features/history/history-context';
import { useVersionActions } from '@/features/history/use-version-actions';
import { VersionNotes } from '@/features/history/version-notes';
import { useOpenProject } from '@/hooks/use-open-project';
import { headline } from '@/lib/versions';
import { useTexts } from '@/texts';
import { VersionBar } from './version-bar';
import { VersionPlayer } from './version-player';

/** One version, read-only: it plays, and what it changed stands beside it. */
export function VersionView({ version }: { version: Checkpoint }) {
  const { t } = useTexts('version');
  const { id, currentCommitSha: head } = useOpenProject();
  const navigate = useNavigate();
  const [naming, setNaming] = useState<string | null>(null);
  const actions = useVersionActions(head, () => void navigate(`/projects/${id}`));
  const versions = useMemo(() => [version], [version]);
  const view: HistoryView = {
    versions,
    head,
    first: null,
    selected: version.sha,
    select: () => undefined,
    naming,
    setNaming,
    actions,
  };
  return (
    <HistoryContext value={view}>
      <div className="@container/history flex h-dvh flex-col bg-canvas">
        <VersionBar version={version} />
        <main className="flex min-h-0 grow flex-col overflow-y-auto md:grid md:grid-cols-[minmax(0,1fr)_minmax(280px,360px)] md:overflow-hidden">
          <div className="flex min-h-[56dvh] min-w-0 flex-col md:min-h-0">
            <VersionPlayer sha={version.sha} title={headline(version)} />
          </div>
          <section
            aria-label={t('changes')}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
            tabIndex={0}
            className="min-h-0 border-line bg-surface px-4 pt-1 pb-8 outline-offset-[-2px] max-md:border-t md:overflow-y-auto md:border-s"
          >
            <VersionNotes version={version} />
            <Changes
              title={t('changes')}
              newer={version}
              older={version.parent ?? null}
              pending={false}
              problem={null}
              onRetry={() => undefined}
            />
          </section>
        </main>
      </div>
    </HistoryContext>
  );
}
