import { useMutation } from '@tanstack/react-query';
import { useContext, useRef } from 'react';
import type { ArchiveFormat } from '@/api/routes';
import { createJobList } from '@/hooks/job-list';
import { useServices } from '@/hooks/use-services';
import { WorkspaceContext } from '@/hooks/use-workspace';

export type { ArchiveFormat } from '@/api/routes';

export interface ArchiveWish {
  sha: string;
  format: ArchiveFormat;
  /** As the file is to be called, without its ending. */
  name: string;
}

/**
 * Has a version packed and hands it to the browser's downloads; in a workspace its tray shows it. False when it was
 * given up meanwhile.
 */
export function useArchive(projectId: string) {
  const { routes, saveFile } = useServices();
  const workspace = useContext(WorkspaceContext);
  const running = useRef<AbortController | null>(null);
  const download = useMutation({
    mutationFn: async ({ sha, format, name }: ArchiveWish): Promise<boolean> => {
      const file = `${name}.${format}`;
      const controller = new AbortController();
      running.current = controller;
      const { run } = workspace?.jobs ?? createJobList();
      return run(file, async (signal) => {
        const either = AbortSignal.any([signal, controller.signal]);
        try {
          saveFile(await routes.archive(projectId, sha, format, either), file);
          return true;
        } catch (error) {
          if (either.aborted) return false;
          throw error;
        }
      });
    },
  });
  return { download, giveUp: () => running.current?.abort() };
}
