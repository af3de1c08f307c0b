import { ArrowLeft, Copy, Download, Search } from 'lucide-react';
import { describeError } from '@/api/errors';
import type { FileEntry } from '@/api/types.generated';
import { useProblems } from '@/features/workspace/problems';
import { useView } from '@/features/workspace/use-view';
import { useSaveProjectFile } from '@/hooks/use-file-bytes';
import { bytesName } from '@/lib/bytes';
import { shortSha } from '@/lib/versions';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { useToast } from '@/ui/toast';
import { Tooltip } from '@/ui/tooltip';
import { useCopy } from '@/ui/use-copy';

export interface FileHeaderProps {
  projectId: string;
  sha: string;
  file: FileEntry;
  /** Null for what isn't text, or not read yet. */
  text: string | null;
  /** Opens the search; null where there is nothing to search in. */
  onFind: (() => void) | null;
}

/** Which file of which version, and what one can do with it. */
export function FileHeader({ projectId, sha, file, text, onFind }: FileHeaderProps) {
  const { t } = useTexts('code');
  const { setView } = useView();
  const save = useSaveProjectFile(projectId, sha);
  const { copy } = useCopy();
  const toast = useToast();
  const problems = useProblems();
  const name = file.path.split('/').at(-1) ?? file.path;
  const download = () =>
    save(file.path).then(
      () => toast({ message: t('downloaded', { file: name }), icon: <Download /> }),
      (error: unknown) => problems.tell({ id: 'file', message: t('notDownloaded', { why: describeError(error) }) }),
    );
  const copyText = async () => {
    const done = text !== null && (await copy(text));
    toast({ message: done ? t('copied', { file: name }) : t('notCopied') });
  };
  return (
    <header className="flex h-10 shrink-0 items-center gap-1 border-b border-line bg-surface ps-1 pe-2 md:ps-4 pointer-coarse:h-12">
      <IconButton label={t('showFiles')} className="size-11 md:hidden" onClick={() => setView('code')}>
        <ArrowLeft className="size-4 rtl:-scale-x-100" />
      </IconButton>
      <h2 className="min-w-0 truncate font-mono text-xs" title={file.path}>
        {file.path}
      </h2>
      <p className="ms-2 flex grow items-center gap-3 text-2xs whitespace-nowrap text-ink-3 max-lg:hidden">
        <span>{bytesName(file.size)}</span>
        <span className="font-mono" title={sha}>
          {t('version', { sha: shortSha(sha) })}
        </span>
        <span>{t('readOnly')}</span>
      </p>
      <div className="ms-auto flex">
        {onFind && (
          <Tool label={t('search')} onClick={onFind}>
            <Search className="size-4" />
          </Tool>
        )}
        {text !== null && (
          <Tool label={t('copyText')} onClick={() => void copyText()}>
            <Copy className="size-4" />
          </Tool>
        )}
        <Tool label={t('download')} onClick={() => void download()}>
          <Download className="size-4" />
        </Tool>
      </div>
    </header>
  );
}

function Tool({ label, onClick, children }: { label: string; onClick: () => void; children: React.ReactNode }) {
  return (
    <Tooltip label={label}>
      <IconButton label={label} size="sm" onClick={onClick} className="pointer-coarse:size-11">
        {children}
      </IconButton>
    </Tooltip>
  );
}
