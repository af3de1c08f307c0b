// Which line of the project drew what: noted by JSX as it runs, found again from a drawn element through React's tree.
import type { JSXSource } from 'react/jsx-dev-runtime';

/** What React keeps of an element that is drawn: as much of it as is used here. */
export interface Fiber {
  type: unknown;
  memoizedProps: unknown;
  alternate: Fiber | null;
  return: Fiber | null;
  child: Fiber | null;
  sibling: Fiber | null;
  stateNode: unknown;
  _debugOwner?: Fiber | null;
}

export interface Place {
  /** From the project's root. */
  file: string;
  line: number;
  column: number;
}

interface Note extends Place {
  /** The later of two notes is the current one: React keeps the tree before this one too. */
  number: number;
}

const FIBER = '__reactFiber$'; // react-dom's mark on what it has drawn, followed by a random suffix
const FIBERS_MAX = 2_000; // looked at for scenes, which are near the top

const folder = document.querySelector<HTMLMetaElement>('meta[name="storydream-project"]')?.content ?? '';
const notes = new WeakMap<object, Note>();
let count = 0;

/** `props` is the element's own object, which React hands on as it is; a copy made of it is another element's. */
export function note(props: object, source: JSXSource | undefined): void {
  const { fileName, lineNumber, columnNumber } = source ?? {};
  if (!fileName?.startsWith(`${folder}/`) || !lineNumber) return;
  count += 1;
  notes.set(props, { file: fileName.slice(folder.length + 1), line: lineNumber, column: columnNumber ?? 1, number: count });
}

export function fiberOf(element: Element): Fiber | null {
  const key = Object.keys(element).find((name) => name.startsWith(FIBER));
  return key ? (element as unknown as Record<string, Fiber>)[key] ?? null : null;
}

/** The line that drew this element: its own, or that of the component of a package around it. */
export function sourceOf(element: Element): { place: Place; fiber: Fiber } | null {
  for (let fiber = fiberOf(element); fiber; fiber = fiber.return) {
    const place = placeOf(fiber);
    if (place) return { place, fiber };
  }
  return null;
}

/** The line that made exactly this part; null for what packages make inside of themselves. */
export function placeOf(fiber: Fiber): Place | null {
  const found = newest(noteOf(fiber), fiber.alternate && noteOf(fiber.alternate));
  return found ? { file: found.file, line: found.line, column: found.column } : null;
}

function noteOf({ memoizedProps }: Fiber): Note | undefined {
  return typeof memoizedProps === 'object' && memoizedProps !== null ? notes.get(memoizedProps) : undefined;
}

function newest(one: Note | undefined, other: Note | null | undefined): Note | undefined {
  return one && other ? (one.number > other.number ? one : other) : (one ?? other ?? undefined);
}

/** The name of a component; empty when it has none. */
export function typeName(type: unknown): string {
  if (typeof type === 'function') return (type as { displayName?: string }).displayName || type.name;
  if (typeof type !== 'object' || type === null) return '';
  const { displayName, type: inner, render } = type as { displayName?: string; type?: unknown; render?: unknown };
  return displayName || typeName(render ?? inner);
}

/** The name of the scene, the outermost named sequence, that this belongs to. */
export function sceneOf(fiber: Fiber): string | null {
  let name: string | null = null;
  for (let at: Fiber | null = fiber; at; at = at.return) name = sequence(at)?.name ?? name;
  return name;
}

/** The name of the scene that plays at a frame. */
export function sceneAt(frame: number): string | null {
  const drawn = document.querySelector('.__remotion-player');
  let root = drawn && fiberOf(drawn);
  while (root?.return) root = root.return;
  const tree = (root?.stateNode as { current?: Fiber } | null | undefined)?.current;
  const waiting: Fiber[] = tree ? [tree] : [];
  for (let seen = 0; seen < FIBERS_MAX; seen += 1) {
    const fiber = waiting.pop();
    if (!fiber) return null;
    if (fiber.sibling) waiting.push(fiber.sibling);
    const scene = sequence(fiber);
    if (scene && frame >= scene.from && frame < scene.from + scene.length) return scene.name;
    if (!scene && fiber.child) waiting.push(fiber.child);
  }
  return null;
}

/** Sound has a name and a length too, but isn't drawn: a scene takes room. */
function sequence({ memoizedProps }: Fiber): { name: string; from: number; length: number } | null {
  if (typeof memoizedProps !== 'object' || memoizedProps === null) return null;
  const { name, from, durationInFrames, layout, src } = memoizedProps as Record<string, unknown>;
  if (typeof name !== 'string' || !name || typeof durationInFrames !== 'number') return null;
  if (layout === 'none' || src !== undefined) return null;
  return { name: name.slice(0, 120), from: typeof from === 'number' ? from : 0, length: durationInFrames };
}
