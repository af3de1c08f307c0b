import { FileCode2, History } from 'lucide-react';
import { describeError } from '@/api/errors';
import { CodeHunk } from '@/features/history/code-hunk';
import { useView } from '@/features/workspace/use-view';
import { useTurnDiff } from '@/hooks/use-checkpoints';
import { useOpenProject } from '@/hooks/use-open-project';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Skeleton } from '@/ui/skeleton';

/** What a turn changed in one file, and the ways to the whole file and to all that it changed. */
export function StepDiff({ sha, path }: { sha: string; path: string }) {
  const { t } = useTexts('chat');
  const { id } = useOpenProject();
  const { showCode, showVersion } = useView();
  const diff = useTurnDiff(id, sha, true);
  if (diff.isPending) return <Skeleton className="my-1 h-24 rounded-md" />;
  if (diff.error) {
    return (
      <p role="alert" className="my-1 flex items-center gap-2 rounded-md border border-line px-3 py-2">
        <span className="min-w-0 grow">{describeError(diff.error)}</span>
        <Button size="sm" onClick={() => void diff.refetch()}>
          {t('tryAgain')}
        </Button>
      </p>
    );
  }
  const file = diff.data.files.find((each) => each.path === path || each.oldPath === path);
  const hunks = file?.hunks ?? [];
  return (
    <div className="@container/history my-1 overflow-clip rounded-md border border-line bg-surface text-ink">
      {hunks.length > 0 ? (
        <div className="max-h-80 overflow-y-auto overscroll-contain">
          {hunks.map((hunk) => (
            <CodeHunk key={`${hunk.oldStart} ${hunk.newStart}`} path={path} hunk={hunk} />
          ))}
        </div>
      ) : (
        <p className="px-3 py-2 text-ink-2">{t(file ? 'noLinesToShow' : 'nothingLeftOfIt')}</p>
      )}
      <div className="flex flex-wrap gap-1 border-t border-line p-1">
        {file?.status !== 'removed' && (
          <Button size="sm" variant="ghost" className="pointer-coarse:h-10" onClick={() => showCode(path)}>
            <FileCode2 className="size-3.5" />
            {t('openFile')}
          </Button>
        )}
        <Button size="sm" variant="ghost" className="pointer-coarse:h-10" onClick={() => showVersion(sha)}>
          <History className="size-3.5" />
          {t('allChanges')}
        </Button>
      </div>
    </div>
  );
}
