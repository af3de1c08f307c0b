import { useView } from '@/features/workspace/use-view';
import type { Job } from '@/hooks/job-list';
import { useStore } from '@/hooks/use-store';
import { type Upload, useAttachments, useUploads } from '@/hooks/use-uploads';
import { useWorkspace } from '@/hooks/use-workspace';
import { useTexts } from '@/texts';

const all = (jobs: readonly Job[]) => jobs;

/** What the tray shows: nothing twice that is in sight already, in the composer or in the Assets tab. */
export function useTray(): { uploads: readonly Upload[]; jobs: readonly Job[]; title: string } {
  const { t } = useTexts('tray');
  const { jobs: list } = useWorkspace();
  const { view } = useView();
  const { items } = useUploads();
  const attachments = useAttachments();
  const jobs = useStore<readonly Job[], readonly Job[]>(list.store, all);
  const attached = new Set(attachments.items.map(({ id }) => id));
  const uploads = view === 'assets' ? [] : items.filter(({ id, state }) => state !== 'ready' && !attached.has(id));
  const going = uploads.filter(({ state }) => state !== 'failed').length;
  const title =
    going > 0
      ? t('uploading', { count: going })
      : jobs.length > 0
        ? t('packing', { count: jobs.length })
        : t('notAdded', { count: uploads.length });
  return { uploads, jobs, title };
}
