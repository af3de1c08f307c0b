import { File } from 'lucide-react';
import type { FileEntry } from '@/api/types.generated';
import { cx } from '@/lib/cx';
import { groupByFolder } from '@/lib/files';

export interface FileListProps {
  files: readonly FileEntry[];
  open: string | null;
  onOpen: (path: string) => void;
}

/** The project's files under their folders. */
export function FileList({ files, open, onOpen }: FileListProps) {
  return (
    <nav aria-label="Files" className="overflow-y-auto border-r border-line bg-surface p-2">
      {groupByFolder(files).map(({ folder, entries }) => (
        <section key={folder} aria-label={folder || 'Project'}>
          <h2 className="truncate px-2 pt-2 pb-1 font-mono text-2xs text-ink-3">{folder || '.'}/</h2>
          <ul>
            {entries.map(({ path, name }) => (
              <li key={path}>
                <button
                  type="button"
                  aria-current={path === open}
                  onClick={() => onOpen(path)}
                  className={cx(
                    'flex h-7 w-full items-center gap-2 rounded-sm px-2 text-left font-mono text-xs',
                    path === open ? 'bg-hover text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink',
                  )}
                >
                  <File className="size-3.5 shrink-0 text-ink-3" />
                  <span className="truncate">{name}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
