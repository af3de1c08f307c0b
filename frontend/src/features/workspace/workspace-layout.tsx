import { type ReactNode, useState } from 'react';
import { ChatPanel } from '@/features/chat/chat-panel';
import { DraftContext, useKeptDraft } from '@/features/chat/draft';
import { CommandsContext, createCommands } from '@/features/palette/commands';
import { ChatContext, useChatOf } from '@/hooks/use-messages';
import { useOpenProject } from '@/hooks/use-open-project';
import { useTexts } from '@/texts';
import { Announcer } from './announcer';
import { Bars } from './bars';
import { Header } from './header';
import { LazyPanel, panelSource } from './lazy-panel';
import { PanelBoundary } from './panel-boundary';
import { Panes } from './panes';
import { createProblems, ProblemsContext } from './problems';
import { SkipLinks } from './skip-links';
import { useVisibleHeight } from './use-visible-height';
import { Views } from './views';
import { WorkspaceKeys } from './workspace-keys';

const TRAY = panelSource(async () => (await import('@/features/tray/tray')).Tray);
const EDITS = panelSource(async () => (await import('@/features/storyboard/edit-notices')).EditNotices);
const TOUR = panelSource(async () => (await import('@/features/tour/tour')).Tour);

/** An open project's page: header, bars, chat, and what is made. */
export function WorkspaceLayout() {
  return (
    <WorkspaceState>
      <SkipLinks />
      <Page />
      <WorkspaceKeys />
      <Announcer />
      <LazyPanel name={null} source={TRAY} waiting={null} />
      <LazyPanel name={null} source={EDITS} waiting={null} />
      <LazyPanel name={null} source={TOUR} waiting={null} />
    </WorkspaceState>
  );
}

/** What the page's parts share, beside the workspace itself: the conversation, what can be done, what went wrong. */
function WorkspaceState({ children }: { children: ReactNode }) {
  const { id } = useOpenProject();
  const chat = useChatOf(id);
  const draft = useKeptDraft(id);
  const [commands] = useState(createCommands);
  const [problems] = useState(createProblems);
  return (
    <CommandsContext value={commands}>
      <ProblemsContext value={problems}>
        <ChatContext value={chat}>
          <DraftContext value={draft}>{children}</DraftContext>
        </ChatContext>
      </ProblemsContext>
    </CommandsContext>
  );
}

function Page() {
  const { t } = useTexts('workspace');
  useVisibleHeight();
  return (
    <div className="flex h-(--visible-height,100dvh) flex-col overflow-hidden">
      <Header />
      <Bars />
      <Panes
        chat={
          <PanelBoundary name={t('theChat')}>
            <ChatPanel />
          </PanelBoundary>
        }
        views={<Views />}
      />
    </div>
  );
}
