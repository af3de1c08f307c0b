import { describe, expect, it } from 'vitest';
import { fileKind, foldersOf, mediaType, treeMove, treeRows } from '@/lib/file-tree';

const PATHS = [
  'package.json',
  'public/a.png',
  'src/Root.tsx',
  'src/scenes/Big.tsx',
  'src/scenes/Author.tsx',
  'BRIEF.md',
];
const rows = treeRows(PATHS, new Set(['src', 'src/scenes']));
const at = (name: string) => rows.findIndex((row) => row.name === name);

describe('the tree of files', () => {
  it('shows src first, folders before files, and only what is open', () => {
    expect(rows.map(({ path, depth, place, of }) => [path, depth, place, of])).toEqual([
      ['src', 0, 1, 4],
      ['src/scenes', 1, 1, 2],
      ['src/scenes/Author.tsx', 2, 1, 2],
      ['src/scenes/Big.tsx', 2, 2, 2],
      ['src/Root.tsx', 1, 2, 2],
      ['public', 0, 2, 4],
      ['BRIEF.md', 0, 3, 4],
      ['package.json', 0, 4, 4],
    ]);
    expect(rows.map(({ open }) => open)).toEqual([true, true, false, false, false, false, false, false]);
    expect(foldersOf('src/scenes/Big.tsx')).toEqual(['src', 'src/scenes']);
    expect(foldersOf('BRIEF.md')).toEqual([]);
  });

  it.each([
    ['ArrowDown', 'src', { type: 'go', to: 1 }],
    ['ArrowUp', 'src', null],
    ['End', 'src', { type: 'go', to: 7 }],
    ['Home', 'Big.tsx', { type: 'go', to: 0 }],
    ['ArrowRight', 'src', { type: 'go', to: 1 }],
    ['ArrowRight', 'public', { type: 'open', at: 5 }],
    ['ArrowRight', 'BRIEF.md', null],
    ['ArrowLeft', 'scenes', { type: 'close', at: 1 }],
    ['ArrowLeft', 'Big.tsx', { type: 'go', to: 1 }],
    ['Enter', 'Big.tsx', { type: 'choose', at: 3 }],
    [' ', 'scenes', { type: 'close', at: 1 }],
    ['b', 'Big.tsx', { type: 'go', to: 6 }],
    ['b', 'BRIEF.md', { type: 'go', to: 3 }],
    ['z', 'src', null],
  ])('%j on %s', (key, name, move) => {
    expect(treeMove(rows, at(name), key)).toEqual(move);
  });

  it('turns its arrows around where one reads from the right', () => {
    expect(treeMove(rows, at('public'), 'ArrowLeft', 'ArrowLeft')).toEqual({ type: 'open', at: 5 });
    expect(treeMove(rows, at('Big.tsx'), 'ArrowRight', 'ArrowLeft')).toEqual({ type: 'go', to: 1 });
  });

  it.each([
    ['public/a.PNG', true, 'image', 'image/png'],
    ['public/logo.svg', false, 'image', 'image/svg+xml'],
    ['public/fonts/a.woff2', true, 'font', 'font/woff2'],
    ['public/sounds/a.mp3', true, 'audio', 'audio/mpeg'],
    ['public/a.mov', true, 'video', 'video/quicktime'],
    ['src/Root.tsx', false, 'text', 'application/octet-stream'],
    ['public/model.glb', true, 'other', 'application/octet-stream'],
  ] as const)('%s is shown as what it is', (path, binary, kind, type) => {
    expect(fileKind({ path, binary })).toBe(kind);
    expect(mediaType(path, kind)).toBe(type);
  });
});
