/** The file that names the scenes which nobody may change for now. */
export const BRIEF_FILE = 'BRIEF.md';

const HEADING = /^#{1,6}\s+(.*?)\s*#*$/;
const ITEM = /^\s*[-*+]\s+(.*)$/;
const EMPTY = '# Brief\n\n## Locked scenes\n';

/** The names under “Locked scenes”, without what is said about them behind a dash or a colon: as the pod reads them. */
export function lockedScenes(brief: string): string[] {
  return lockedLines(brief).map(({ name }) => name);
}

export function isLocked(locked: readonly string[], scene: string): boolean {
  return plain(scene) !== '' && locked.some((name) => plain(name) === plain(scene));
}

/** The brief with the scene locked; made where there is none. */
export function lockScene(brief: string | undefined, scene: string): string {
  const text = brief?.trim() ? brief : EMPTY;
  if (isLocked(lockedScenes(text), scene)) return text;
  const lines = text.replace(/\n$/, '').split('\n');
  const heading = lines.findIndex((line) => isHeading(line));
  const item = `- ${scene.trim()}`;
  if (heading < 0) return `${lines.join('\n').trimEnd()}\n\n## Locked scenes\n${item}\n`;
  const last = lockedLines(text).at(-1)?.line ?? heading;
  return `${lines.toSpliced(last + 1, 0, item).join('\n')}\n`;
}

/** The brief without the scene among the locked ones. */
export function unlockScene(brief: string, scene: string): string {
  const gone = new Set(lockedLines(brief).flatMap(({ line, name }) => (plain(name) === plain(scene) ? [line] : [])));
  return brief
    .split('\n')
    .filter((_, at) => !gone.has(at))
    .join('\n');
}

function lockedLines(brief: string): { line: number; name: string }[] {
  let inside = false;
  return brief.split('\n').flatMap((text, line) => {
    if (HEADING.test(text)) {
      inside = isHeading(text);
      return [];
    }
    const item = inside ? ITEM.exec(text)?.[1] : undefined;
    const name = item?.split(/\s+[–—-]\s+|:\s/, 1)[0]?.replace(/^[`*_"' ]+|[`*_"' ]+$/g, '') ?? '';
    return plain(name) === '' ? [] : [{ line, name }];
  });
}

function isHeading(line: string): boolean {
  return plain(HEADING.exec(line)?.[1] ?? '') === 'lockedscenes';
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
