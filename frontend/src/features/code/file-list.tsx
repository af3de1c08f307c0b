import { File } from 'lucide-react';
import type { FileEntry } from '@/api/types.generated';
import { cx } from '@/lib/cx';
import { groupByFolder } from '@/lib/files';

export interface FileListProps {
  files: readonly FileEntry[];
  open: string | null;
  onOpen: (path: string) => void;
}

/** The project's files under their folders; on a phone one row that scrolls sideways, so that the code keeps the width. */
export function FileList({ files, open, onOpen }: FileListProps) {
  return (
    <nav
      aria-label="Files"
      className="min-w-0 overflow-auto border-line bg-surface max-md:flex max-md:border-b max-md:px-2 md:border-r md:p-2"
    >
      {groupByFolder(files).map(({ folder, entries }) => (
        <section
          key={folder}
          aria-label={folder || 'Project'}
          className="max-md:flex max-md:shrink-0 max-md:items-center"
        >
          <h2 className="truncate px-2 font-mono text-2xs text-ink-3 md:pt-2 md:pb-1">
            {folder ? `${folder}/` : 'Project'}
          </h2>
          <ul className="max-md:flex">
            {entries.map(({ path, name }) => (
              <li key={path}>
                <button
                  type="button"
                  aria-current={path === open}
                  onClick={() => onOpen(path)}
                  className={cx(
                    'flex h-11 w-full items-center gap-2 md:h-7 rounded-sm px-2 text-left font-mono text-xs',
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
