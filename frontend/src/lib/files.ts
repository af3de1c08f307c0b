import type { FileEntry } from '@/api/types.generated';

export interface Folder {
  /** Empty for the project's root. */
  folder: string;
  entries: { path: string; name: string }[];
}

/** Files under their folders: `src` and what is in it first, then the rest by name, the root last. */
export function groupByFolder(files: readonly FileEntry[]): Folder[] {
  const folders = new Map<string, Folder>();
  for (const { path } of [...files].sort((one, other) => one.path.localeCompare(other.path))) {
    const cut = path.lastIndexOf('/');
    const folder = cut < 0 ? '' : path.slice(0, cut);
    const group = folders.get(folder) ?? { folder, entries: [] };
    folders.set(folder, group);
    group.entries.push({ path, name: path.slice(cut + 1) });
  }
  const rank = ({ folder }: Folder) => (folder === 'src' || folder.startsWith('src/') ? 0 : folder ? 1 : 2);
  return [...folders.values()].sort((one, other) => rank(one) - rank(other) || one.folder.localeCompare(other.folder));
}

/** "820 bytes", "24 KB", "1.4 MB". */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
