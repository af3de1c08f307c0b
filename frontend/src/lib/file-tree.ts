/** A row of the tree: a folder or a file, `depth` folders down. */
export interface TreeRow {
  path: string;
  name: string;
  depth: number;
  folder: boolean;
  /** Of a folder: what is in it is shown. */
  open: boolean;
  /** Its place among its neighbours, from 1 on, and how many they are. */
  place: number;
  of: number;
}

interface Node {
  path: string;
  name: string;
  /** Null for a file. */
  children: Map<string, Node> | null;
}

/** What is seen of a project's files with these folders open: folders first, `src` above all others. */
export function treeRows(paths: readonly string[], open: ReadonlySet<string>): TreeRow[] {
  const root: Node = { path: '', name: '', children: new Map() };
  for (const path of paths) place(root, path);
  return rowsOf(root, 0, open);
}

/** The folders that a file lies in, the outermost first. */
export function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function place(root: Node, path: string): void {
  let node = root;
  const parts = path.split('/');
  for (const [index, name] of parts.entries()) {
    const children = node.children ?? new Map<string, Node>();
    node.children = children;
    const own = parts.slice(0, index + 1).join('/');
    const known = children.get(name) ?? { path: own, name, children: null };
    children.set(name, known);
    node = known;
  }
}

function rowsOf(folder: Node, depth: number, open: ReadonlySet<string>): TreeRow[] {
  const nodes = [...(folder.children?.values() ?? [])].sort(inOrder);
  return nodes.flatMap((node, index) => {
    const { path, name, children } = node;
    const shown = children !== null && open.has(path);
    const row = { path, name, depth, folder: children !== null, open: shown, place: index + 1, of: nodes.length };
    return [row, ...(shown ? rowsOf(node, depth + 1, open) : [])];
  });
}

function inOrder(one: Node, other: Node): number {
  return rank(one) - rank(other) || one.name.localeCompare(other.name);
}

function rank({ path, children }: Node): number {
  return children === null ? 2 : path === 'src' ? 0 : 1;
}

/** Where a key takes one in the tree; null for a key that takes nowhere. */
export type TreeMove = { type: 'go'; to: number } | { type: 'open' | 'close' | 'choose'; at: number };

/** The keys of a tree as screen readers expect them: arrows, Home and End, Enter and Space, letters. */
export function treeMove(
  rows: readonly TreeRow[],
  at: number,
  key: string,
  towardsEnd = 'ArrowRight',
): TreeMove | null {
  const row = rows[at];
  if (!row) return null;
  const towardsStart = towardsEnd === 'ArrowRight' ? 'ArrowLeft' : 'ArrowRight';
  const go = (to: number): TreeMove | null => (rows[to] && to !== at ? { type: 'go', to } : null);
  switch (key) {
    case 'ArrowDown':
      return go(at + 1);
    case 'ArrowUp':
      return go(at - 1);
    case 'Home':
      return go(0);
    case 'End':
      return go(rows.length - 1);
    case 'Enter':
    case ' ':
      return { type: row.folder ? (row.open ? 'close' : 'open') : 'choose', at };
    case towardsEnd:
      if (!row.folder) return null;
      return row.open ? go(at + 1) : { type: 'open', at };
    case towardsStart:
      if (row.open) return { type: 'close', at };
      return go(rows.findLastIndex((one, index) => index < at && one.depth < row.depth));
    default:
      return key.length === 1 && key !== ' ' ? go(typed(rows, at, key)) : null;
  }
}

/** The next row that begins with a letter, from where one is on, and around. */
function typed(rows: readonly TreeRow[], at: number, letter: string): number {
  const around = [...rows.keys()].map((index) => (at + 1 + index) % rows.length);
  return around.find((index) => rows[index]?.name.toLowerCase().startsWith(letter.toLowerCase())) ?? at;
}

/** What a file can be shown as. */
export type FileKind = 'text' | 'image' | 'font' | 'audio' | 'video' | 'other';

const KINDS: readonly [FileKind, RegExp][] = [
  ['image', /\.(?:png|jpe?g|gif|webp|avif|svg|ico)$/i],
  ['font', /\.(?:woff2?|ttf|otf)$/i],
  ['audio', /\.(?:mp3|wav|m4a|ogg|aac|flac)$/i],
  ['video', /\.(?:mp4|webm|mov)$/i],
];

export function fileKind({ path, binary }: { path: string; binary: boolean }): FileKind {
  return KINDS.find(([, pattern]) => pattern.test(path))?.[0] ?? (binary ? 'other' : 'text');
}

const TYPES: Readonly<Record<string, string>> = {
  svg: 'image/svg+xml',
  jpg: 'image/jpeg',
  ico: 'image/x-icon',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  mov: 'video/quicktime',
};

/** The type that a browser plays or shows it as. */
export function mediaType(path: string, kind: FileKind): string {
  const end = path.split('.').at(-1)?.toLowerCase() ?? '';
  return kind === 'text' || kind === 'other' ? 'application/octet-stream' : (TYPES[end] ?? `${kind}/${end}`);
}
