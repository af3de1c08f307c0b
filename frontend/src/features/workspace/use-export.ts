import { describeError } from '@/api/errors';
import { type ArchiveFormat, useArchive } from '@/hooks/use-archive';
import { useOpenProject } from '@/hooks/use-open-project';
import { archiveName } from '@/lib/versions';
import { useTexts } from '@/texts';
import { useToast } from '@/ui/toast';
import { useProblems } from './problems';
import { useSavedSha } from './use-saved-sha';

/** Takes the newest version along. `ready`: there is one. */
export function useExport(): { take: (format: ArchiveFormat) => void; busy: boolean; ready: boolean } {
  const { t } = useTexts('workspace');
  const { id, name } = useOpenProject();
  const sha = useSavedSha();
  const { download } = useArchive(id);
  const problems = useProblems();
  const toast = useToast();

  const take = (format: ArchiveFormat) => {
    const file = archiveName(name, sha);
    problems.clear('export');
    download.mutate(
      { sha, format, name: file },
      {
        onSuccess: (done) => done && toast({ message: t('downloaded', { file: `${file}.${format}` }) }),
        onError: (error) =>
          problems.tell({
            id: 'export',
            message: t('exportFailed', { reason: describeError(error) }),
            again: () => take(format),
          }),
      },
    );
  };
  return { take, busy: download.isPending, ready: sha !== '' };
}
