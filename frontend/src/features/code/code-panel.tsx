import { describeError } from '@/api/errors';
import { useView } from '@/features/workspace/use-view';
import { useNewestCheckpoint } from '@/hooks/use-events';
import { useFiles } from '@/hooks/use-files';
import { useOpenProject } from '@/hooks/use-open-project';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { Spinner } from '@/ui/spinner';
import { FileList } from './file-list';
import { FileView } from './file-view';

/** The code at the newest version, to read. */
export function CodePanel() {
  const { id, currentCommitSha } = useOpenProject();
  const newest = useNewestCheckpoint();
  const sha = currentCommitSha || newest?.sha || '';
  const files = useFiles(id, sha);
  const { file, line, showCode } = useView();

  if (files.isError) {
    return (
      <EmptyState title="We couldn’t read the code" action={<Button onClick={() => files.refetch()}>Try again</Button>}>
        {describeError(files.error)}
      </EmptyState>
    );
  }
  if (!files.data) {
    return (
      <div className="grid grow place-items-center">
        <Spinner />
      </div>
    );
  }
  const { items } = files.data;
  const open = items.find((entry) => entry.path === file) ?? items.find((entry) => entry.path === 'src/MyVideo.tsx');
  return (
    <div className="grid min-h-0 min-w-0 grow grid-rows-[auto_minmax(0,1fr)] md:grid-cols-[minmax(160px,240px)_minmax(0,1fr)] md:grid-rows-1">
      <FileList files={items} open={open?.path ?? null} onOpen={(path) => showCode(path)} />
      {open ? (
        <FileView projectId={id} sha={files.data.sha} file={open} line={open.path === file ? line : null} />
      ) : (
        <EmptyState title="Pick a file" />
      )}
    </div>
  );
}
