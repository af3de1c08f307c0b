import { useMemo } from 'react';
import type { Attached, Upload } from '@/hooks/upload-queue';
import { useConfig } from '@/hooks/use-config';
import { useStore } from '@/hooks/use-store';
import { useWorkspace } from '@/hooks/use-workspace';

export type { Upload } from '@/hooks/upload-queue';

const all = <T>(value: T) => value;
const ATTACHMENTS_MAX = 10;

/** The files that are on their way into the open project, or arrived since the page was opened. */
export function useUploads() {
  const { uploads } = useWorkspace();
  const items = useStore<readonly Upload[], readonly Upload[]>(uploads.store, all);
  return { items, add: uploads.add, retry: uploads.retry, drop: uploads.drop };
}

export interface Attachment extends Attached {
  /** As it comes; null for one that has been in the project before. */
  upload: Upload | null;
}

/** What goes with the message that is being written. */
export function useAttachments() {
  const { uploads } = useWorkspace();
  const { limits } = useConfig();
  const listed = useStore<readonly Attached[], readonly Attached[]>(uploads.attached, all);
  const sending = useStore<readonly Upload[], readonly Upload[]>(uploads.store, all);
  const most = limits?.attachmentsMax ?? ATTACHMENTS_MAX;

  const items = useMemo<readonly Attachment[]>(
    () => listed.map((one) => ({ ...one, upload: sending.find(({ id }) => id === one.id) ?? null })),
    [listed, sending],
  );
  const isThere = ({ upload }: Attachment) => upload === null || upload.state === 'ready';
  return {
    items,
    /** Of those that are in the project: what a message names. */
    ids: items.filter(isThere).map(({ id }) => id),
    /** One is still on its way: the message waits for it. */
    busy: items.some((item) => !isThere(item) && item.upload?.state !== 'failed'),
    failed: items.some(({ upload }) => upload?.state === 'failed'),
    most,
    /** Uploads and attaches; returns how many had no room. */
    add: (files: readonly File[]): number => {
      const room = Math.max(0, most - listed.length);
      for (const id of uploads.add(files.slice(0, room))) {
        const upload = uploads.store.get().find((one) => one.id === id);
        if (upload) uploads.attach(upload);
      }
      return Math.max(0, files.length - room);
    },
    attach: uploads.attach,
    /** Takes it off the message; an upload that isn't done is given up. */
    remove: (id: string) => {
      const upload = uploads.store.get().find((one) => one.id === id);
      if (upload && upload.state !== 'ready') uploads.drop(id);
      else uploads.detach(id);
    },
    retry: uploads.retry,
    clear: uploads.detachAll,
  };
}
