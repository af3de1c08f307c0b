import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import type { ArchiveFormat } from '@/api/routes';
import { useServices } from '@/hooks/use-services';

export type { ArchiveFormat } from '@/api/routes';

export interface ArchiveWish {
  sha: string;
  format: ArchiveFormat;
  /** As the file is to be called, without its ending. */
  name: string;
}

/** Has a version packed and hands it to the browser's downloads. False when it was given up meanwhile. */
export function useArchive(projectId: string) {
  const { routes, saveFile } = useServices();
  const running = useRef<AbortController | null>(null);
  const download = useMutation({
    mutationFn: async ({ sha, format, name }: ArchiveWish): Promise<boolean> => {
      const controller = new AbortController();
      running.current = controller;
      try {
        saveFile(await routes.archive(projectId, sha, format, controller.signal), `${name}.${format}`);
        return true;
      } catch (error) {
        if (controller.signal.aborted) return false;
        throw error;
      }
    },
  });
  return { download, giveUp: () => running.current?.abort() };
}
