import { useState } from 'react';
import { ChatPanel } from '@/features/chat/chat-panel';
import { CommandsContext, createCommands } from '@/features/palette/commands';
import { useShortcuts } from '@/features/palette/use-key-handler';
import { usePlayerCommands } from '@/features/preview/use-player-commands';
import { ChatContext, useChatOf } from '@/hooks/use-messages';
import { useOpenProject } from '@/hooks/use-open-project';
import { cx } from '@/lib/cx';
import { Announcer } from './announcer';
import { Bars } from './bars';
import { ChatSheetHandle } from './chat-sheet-handle';
import { Header } from './header';
import { Splitter, useChatWidth } from './splitter';
import { useView } from './use-view';
import { useWorkspaceCommands } from './use-workspace-commands';
import { useWorkspaceTitle } from './use-workspace-title';
import { Views } from './views';

/**
 * Header, chat, and what is made; beside each other on a desk, video above chat on a phone. There the history takes the
 * chat's place too: it is a page of its own.
 */
export function WorkspaceLayout() {
  const { id } = useOpenProject();
  const chat = useChatOf(id);
  const [commands] = useState(createCommands);
  return (
    <CommandsContext value={commands}>
      <ChatContext value={chat}>
        <Panes />
        <Announcer />
      </ChatContext>
    </CommandsContext>
  );
}

function Panes() {
  const [tall, setTall] = useState(false);
  const { width, setWidth } = useChatWidth();
  const { view } = useView();
  useShortcuts();
  useWorkspaceCommands();
  usePlayerCommands();
  useWorkspaceTitle();
  return (
    <div className="flex h-dvh flex-col overflow-hidden">
      <Header />
      <Bars />
      <main className="flex min-h-0 grow flex-col md:flex-row" style={{ '--chat': `${width}px` }}>
        <section
          aria-label="Chat"
          className={cx(
            'order-2 flex min-h-0 grow flex-col bg-surface max-md:rounded-t-lg max-md:border-t max-md:border-line-strong',
            'md:order-1 md:w-(--chat) md:shrink-0 md:grow-0 md:border-r md:border-line',
            view === 'history' && 'max-md:hidden',
          )}
        >
          <ChatSheetHandle tall={tall} onChange={setTall} />
          <ChatPanel />
        </section>
        <Splitter width={width} onChange={setWidth} />
        <Views compact={tall} />
      </main>
    </div>
  );
}
