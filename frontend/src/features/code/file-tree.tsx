import { ChevronRight, Folder, FolderOpen } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { cx } from '@/lib/cx';
import { foldersOf, type TreeRow, treeMove, treeRows } from '@/lib/file-tree';
import { useTexts } from '@/texts';
import { FileIcon } from './file-icon';

export interface FileTreeProps {
  paths: readonly string[];
  chosen: string | null;
  onChoose: (path: string) => void;
}

const AT_FIRST = ['src', 'src/scenes'];

/** The project's files in their folders. One stop for the Tab key; arrows move within, as in every tree. */
export function FileTree({ paths, chosen, onChoose }: FileTreeProps) {
  const { t } = useTexts('code');
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(AT_FIRST));
  const [at, setAt] = useState<string | null>(null);
  const tree = useRef<HTMLDivElement>(null);

  // A file that was linked to shows where it lies.
  const [revealed, setRevealed] = useState<string | null>(null);
  if (chosen !== revealed) {
    setRevealed(chosen);
    if (chosen) setOpen(new Set([...open, ...foldersOf(chosen)]));
  }
  const rows = useMemo(() => treeRows(paths, open), [paths, open]);
  const current = rows.find(({ path }) => path === at) ?? rows.find(({ path }) => path === chosen) ?? rows[0];

  const rowAt = (path: string) => tree.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row is there once the folders are open
  useEffect(() => {
    if (chosen) rowAt(chosen)?.scrollIntoView({ block: 'nearest' });
  }, [chosen, revealed]);

  const toggle = (path: string, show: boolean) => {
    const next = new Set(open);
    if (show) next.add(path);
    else next.delete(path);
    setOpen(next);
  };
  const press = (row: TreeRow) => {
    setAt(row.path);
    if (row.folder) toggle(row.path, !row.open);
    else onChoose(row.path);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !current) return;
    const towardsEnd = getComputedStyle(event.currentTarget).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const move = treeMove(rows, rows.indexOf(current), event.key, towardsEnd);
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    if (move.type === 'go') {
      const target = rows[move.to];
      setAt(target?.path ?? null);
      if (target) rowAt(target.path)?.focus();
    } else press(current);
  };
  return (
    <div
      ref={tree}
      role="tree"
      aria-label={t('files')}
      onKeyDown={onKeyDown}
      className="min-h-0 grow overflow-auto bg-surface p-2"
    >
      {rows.map((row) => (
        <Row key={row.path} row={row} chosen={row.path === chosen} stop={row === current} onPress={() => press(row)} />
      ))}
    </div>
  );
}

interface RowProps {
  row: TreeRow;
  chosen: boolean;
  /** The Tab key stops here. */
  stop: boolean;
  onPress: () => void;
}

function Row({ row, chosen, stop, onPress }: RowProps) {
  const { path, name, depth, folder, open, place, of } = row;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys
    <div
      role="treeitem"
      tabIndex={stop ? 0 : -1}
      data-path={path}
      title={path}
      aria-level={depth + 1}
      aria-posinset={place}
      aria-setsize={of}
      aria-selected={chosen}
      {...(folder ? { 'aria-expanded': open } : {})}
      onClick={onPress}
      style={{ paddingInlineStart: `${8 + depth * 14}px` }}
      className={cx(
        'flex h-7 w-full cursor-pointer items-center gap-1.5 rounded-sm pe-2 font-mono text-xs select-none pointer-coarse:h-11',
        chosen ? 'bg-hover text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink',
      )}
    >
      <ChevronRight
        aria-hidden="true"
        className={cx('size-3 shrink-0 transition-base rtl:-scale-x-100', open && 'rotate-90', !folder && 'invisible')}
      />
      {folder ? <FolderMark open={open} /> : <FileIcon path={path} />}
      <span className="truncate">{name}</span>
    </div>
  );
}

function FolderMark({ open }: { open: boolean }) {
  const Icon = open ? FolderOpen : Folder;
  return <Icon className="size-3.5 shrink-0 text-ink-3" aria-hidden="true" />;
}
