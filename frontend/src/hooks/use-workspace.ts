import { createContext, useContext, useEffect, useState } from 'react';
import { connectEvents } from '@/api/events-socket';
import type { Asset } from '@/api/types.generated';
import { createJobList, type JobList } from '@/hooks/job-list';
import { createOutbox, type Outbox } from '@/hooks/outbox';
import { createShelf } from '@/hooks/outbox-shelf';
import { createPreviewController, type PreviewController } from '@/hooks/preview-controller';
import { createSessionController, type SessionController } from '@/hooks/session-controller';
import { createSharedLive, type SharedLive } from '@/hooks/shared-live';
import { createUploadQueue, type UploadQueue } from '@/hooks/upload-queue';
import { useAccount } from '@/hooks/use-auth';
import { useServices } from '@/hooks/use-services';

/** What an open project's page is made of; the parts live as long as the page. */
export interface Workspace {
  projectId: string;
  session: SessionController;
  preview: PreviewController;
  outbox: Outbox;
  uploads: UploadQueue;
  assets: SharedLive<Asset[]>;
  jobs: JobList;
}

export const WorkspaceContext = createContext<Workspace | null>(null);

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (!workspace) throw new Error('useWorkspace needs <WorkspaceContext>');
  return workspace;
}

/** Opens the project and keeps it open while the calling component is shown. Give that a key: one project, one life. */
export function useOpenWorkspace(projectId: string): Workspace {
  const { routes, live, putFile } = useServices();
  const { uid } = useAccount();
  const [workspace] = useState<Workspace>(() => ({
    projectId,
    session: createSessionController({
      open: (signal) => routes.openSession(projectId, signal),
      look: (signal) => routes.getSession(projectId, signal),
      connect: connectEvents,
      now: Date.now,
    }),
    preview: createPreviewController(Date.now),
    outbox: createOutbox((message) => routes.sendMessage(projectId, message), Date.now, createShelf(uid, projectId)),
    uploads: createUploadQueue({
      begin: (wish, signal) => routes.uploadAsset(projectId, wish, signal),
      complete: (id, signal) => routes.completeAsset(projectId, id, signal),
      remove: (id) => routes.removeAsset(projectId, id),
      put: putFile,
    }),
    assets: createSharedLive((listener) => live.assets(projectId, listener)),
    jobs: createJobList(),
  }));
  useEffect(() => {
    const { session, outbox } = workspace;
    session.start();
    outbox.start();
    window.addEventListener('online', outbox.wake);
    return () => {
      session.stop();
      window.removeEventListener('online', outbox.wake);
    };
  }, [workspace]);
  return workspace;
}
