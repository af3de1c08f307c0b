import { CircleAlert, Copy, Download, History, Undo2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { describeError } from '@/api/errors';
import type { Checkpoint } from '@/api/types.generated';
import { versionAddress } from '@/features/workspace/use-view';
import { type ArchiveFormat, useArchive } from '@/hooks/use-archive';
import { useRestore } from '@/hooks/use-checkpoints';
import { useOpenProject } from '@/hooks/use-open-project';
import { useProjectActions } from '@/hooks/use-project-actions';
import { newId } from '@/lib/ids';
import { archiveName, momentName, shortSha } from '@/lib/versions';
import { useTexts } from '@/texts';
import { useToast } from '@/ui/toast';
import { useCopy } from '@/ui/use-copy';

export interface VersionActions {
  /** What is under way. */
  busy: 'restore' | 'duplicate' | 'download' | null;
  /** What didn't work, told where it was asked for until it is tried again or put away. */
  problem: { text: string; retry: () => void } | null;
  dismiss: () => void;
  restore: (version: Checkpoint) => void;
  duplicate: (version: Checkpoint) => void;
  download: (version: Checkpoint, format: ArchiveFormat) => void;
  giveUpDownload: () => void;
  copyLink: (version: Checkpoint) => void;
  copySha: (version: Checkpoint) => void;
}

/** What one can do with a version. `head`: the one that is now; `show` is called with a version that was made. */
export function useVersionActions(head: string | null, show: (sha: string) => void): VersionActions {
  const { t } = useTexts('history');
  const { id, name } = useOpenProject();
  const navigate = useNavigate();
  const toast = useToast();
  const { copy } = useCopy();
  const restoring = useRestore(id);
  const { duplicate: copying } = useProjectActions();
  const { download: packing, giveUp } = useArchive(id);
  const [problem, setProblem] = useState<VersionActions['problem']>(null);
  // The same id for the same version: a lost answer never makes a second copy.
  const copyIds = useRef(new Map<string, string>());
  const here = useStillHere();

  /** Runs it; what goes wrong is shown in its place, and as a toast to somebody who has gone elsewhere meanwhile. */
  const attempt = async (failed: string, work: () => Promise<void>) => {
    setProblem(null);
    try {
      await work();
    } catch (error) {
      const text = `${failed} ${describeError(error)}`;
      setProblem({ text, retry: () => void attempt(failed, work) });
      if (!here.current) toast({ message: text, icon: <CircleAlert /> });
    }
  };

  const restore = (version: Checkpoint) =>
    attempt(t('notRestored'), async () => {
      const restored = await restoring.mutateAsync(version.sha);
      if (restored.sha === head) {
        toast({ message: t('nothingToRestore'), icon: <History /> });
        return;
      }
      if (here.current) show(restored.sha);
      const { parent } = restored;
      toast({
        message: t('restoredAs', { moment: momentName(version.createdAt) }),
        icon: <History />,
        ...(parent ? { action: { label: t('undo'), onSelect: () => void undo(parent) } } : {}),
      });
    });

  const undo = (before: string) =>
    attempt(t('notUndone'), async () => {
      const restored = await restoring.mutateAsync(before);
      if (here.current) show(restored.sha);
      toast({ message: t('undone'), icon: <Undo2 /> });
    });

  const duplicate = ({ sha }: Checkpoint) =>
    attempt(t('notCopied'), async () => {
      const copyId = copyIds.current.get(sha) ?? newId();
      copyIds.current.set(sha, copyId);
      const project = await copying.mutateAsync({ id, sha, copyId });
      copyIds.current.delete(sha);
      const open = () => void navigate(`/projects/${project.id}`);
      if (here.current) open();
      else
        toast({
          message: t('copyReady', { name: project.name }),
          icon: <Copy />,
          action: { label: t('open'), onSelect: open },
        });
    });

  const download = ({ sha }: Checkpoint, format: ArchiveFormat) =>
    attempt(t('notDownloaded'), async () => {
      const file = archiveName(name, sha);
      const done = await packing.mutateAsync({ sha, format, name: file });
      if (done) toast({ message: t('downloaded', { file: `${file}.${format}` }), icon: <Download /> });
    });

  const copyText = async (text: string, what: string) => {
    const done = await copy(text);
    toast({ message: done ? t('copied', { what }) : t('notToBeCopied', { text }) });
  };

  return {
    busy: restoring.isPending ? 'restore' : copying.isPending ? 'duplicate' : packing.isPending ? 'download' : null,
    problem,
    dismiss: () => setProblem(null),
    restore: (version) => void restore(version),
    duplicate: (version) => void duplicate(version),
    download: (version, format) => void download(version, format),
    giveUpDownload: giveUp,
    copyLink: ({ sha }) => void copyText(versionAddress(id, sha), t('link')),
    copySha: ({ sha }) => void copyText(sha, t('versionSha', { sha: shortSha(sha) })),
  };
}

/** Is the calling component still shown? */
function useStillHere() {
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  return here;
}
