import { createContext, useContext, useEffect, useState } from 'react';
import { connectEvents } from '@/api/events-socket';
import { createOutbox, type Outbox } from '@/hooks/outbox';
import { createPreviewController, type PreviewController } from '@/hooks/preview-controller';
import { createSessionController, type SessionController } from '@/hooks/session-controller';
import { useServices } from '@/hooks/use-services';

/** What an open project's page is made of; the parts live as long as the page. */
export interface Workspace {
  projectId: string;
  session: SessionController;
  preview: PreviewController;
  outbox: Outbox;
}

export const WorkspaceContext = createContext<Workspace | null>(null);

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (!workspace) throw new Error('useWorkspace needs <WorkspaceContext>');
  return workspace;
}

/** Opens the project and keeps it open while the calling component is shown. Give that a key: one project, one life. */
export function useOpenWorkspace(projectId: string): Workspace {
  const { routes } = useServices();
  const [workspace] = useState<Workspace>(() => ({
    projectId,
    session: createSessionController({
      open: (signal) => routes.openSession(projectId, signal),
      look: (signal) => routes.getSession(projectId, signal),
      connect: connectEvents,
      now: Date.now,
    }),
    preview: createPreviewController(Date.now),
    outbox: createOutbox((message) => routes.sendMessage(projectId, message), Date.now),
  }));
  useEffect(() => {
    workspace.session.start();
    return workspace.session.stop;
  }, [workspace]);
  return workspace;
}
