// Which sequences and sounds are mounted now, read from React's tree: as they really run, however the code came to them.
import { Html5Audio, Internals, Sequence as SequenceComponent } from 'remotion';
import { type Fiber, type Place, placeOf, typeName } from '../preview/sources.ts';

export interface Sequence {
  name: string | null;
  from: number;
  /** Not beyond the parent's end, but beyond the video's. */
  durationInFrames: number | null;
  place: Place | null;
  /** The project's component that it shows, and the file in which that is written. */
  component: string | null;
  source: string | null;
  children: Sequence[];
}

export interface Sound {
  name: string | null;
  src: string;
  from: number;
  durationInFrames: number | null;
  /** How far into the file it begins, in frames. */
  trimBefore: number;
  loop: boolean;
  playbackRate: number;
  volume: number | null;
  place: Place | null;
}

export interface Tracks {
  sequences: Sequence[];
  sounds: Sound[];
}

const MAX_FOUND = 500;
// Components of Remotion's packages bear this name, and no one of the project's does. AbsoluteFill and others are sequences
// inside, too: only those count that somebody asked for.
const SOUND = /^withInteractivitySchema\(Audio/;
const PICTURE = /^withInteractivitySchema\((Video|Img|AnimatedImage|CanvasImage|Gif|Lottie)/;
const SERIES = /^withInteractivitySchema\((Transition)?Series/;

interface Position {
  /** The frame of the video at which this part's own frame 0 is. */
  zero: number;
  end: number;
  parent: Sequence[];
  /** Of the nearest part that the project's own code made. */
  place: Place | null;
  /** It stands for a sequence, not only for a box. */
  asked: boolean;
  inMedia: boolean;
}

export function tracks(): Tracks {
  const container = document.getElementById('video-container');
  const key = Object.keys(container ?? {}).find((name) => name.startsWith('__reactContainer$'));
  const root = key && (container as unknown as Record<string, Fiber | undefined>)[key];
  const found: Tracks = { sequences: [], sounds: [] };
  const current = root && ((root.stateNode as { current?: Fiber } | null)?.current ?? root);
  if (current) walk(current, { zero: 0, end: Infinity, parent: found.sequences, place: null, asked: false, inMedia: false }, found, { left: MAX_FOUND });
  return found;
}

function walk(first: Fiber, position: Position, found: Tracks, budget: { left: number }): void {
  for (let fiber: Fiber | null | undefined = first; fiber && budget.left > 0; fiber = fiber.sibling) {
    const own = placeOf(fiber);
    const name = typeName(fiber.type);
    const here = { ...position, ...(own ? { place: own, asked: fiber.type === SequenceComponent || SERIES.test(name) } : {}) };
    const props = propsOf(fiber);
    if (own && typeof props['src'] === 'string' && (fiber.type === Html5Audio || SOUND.test(name)) && budget.left-- > 0) {
      found.sounds.push(soundOf(props, here));
      here.inMedia = true;
    } else if (own && PICTURE.test(name)) {
      here.inMedia = true;
    } else if (fiber.type === Internals.SequenceWithoutSchema && !here.inMedia && (here.asked || /^[^<]/.test(String(props['name'] ?? '')))) {
      budget.left--;
      const from = position.zero + numberOf(props['from'], 0);
      const end = Math.min(position.end, from + numberOf(props['durationInFrames'], Infinity));
      const sequence: Sequence = {
        name: typeof props['name'] === 'string' ? props['name'].slice(0, 200) : null,
        from,
        durationInFrames: Number.isFinite(end) ? Math.max(0, end - from) : null,
        place: here.place,
        ...inside(fiber.child),
        children: [],
      };
      position.parent.push(sequence);
      here.zero = from - numberOf(props['trimBefore'], 0);
      here.end = end;
      here.parent = sequence.children;
    }
    if (fiber.child) walk(fiber.child, here, found, budget);
  }
}

function soundOf(props: Record<string, unknown>, { zero, end: limit, place }: Position): Sound {
  const from = zero + numberOf(props['from'], 0);
  const end = Math.min(limit, from + numberOf(props['durationInFrames'], Infinity));
  return {
    name: typeof props['name'] === 'string' ? props['name'].slice(0, 200) : null,
    src: String(props['src']).slice(0, 1000),
    from,
    durationInFrames: Number.isFinite(end) ? Math.max(0, end - from) : null,
    trimBefore: numberOf(props['trimBefore'], numberOf(props['startFrom'], 0)),
    loop: props['loop'] === true,
    playbackRate: numberOf(props['playbackRate'], 1),
    volume: typeof props['volume'] === 'number' ? props['volume'] : null,
    place,
  };
}

/** The project's component that a sequence shows, and the file of something that it made. */
function inside(child: Fiber | null | undefined): { component: string | null; source: string | null } {
  const waiting: Fiber[] = child ? [child] : [];
  let shown: Fiber | null = null;
  for (let steps = 0; waiting.length > 0 && steps < 1500; steps++) {
    const fiber = waiting.shift() as Fiber;
    const place = placeOf(fiber);
    if (place && shown && fiber._debugOwner?.type === shown.type) return { component: typeName(shown.type) || null, source: place.file };
    if (place && !shown && typeof fiber.type === 'function') shown = fiber;
    if (fiber.child) waiting.push(fiber.child);
    if (fiber.sibling) waiting.push(fiber.sibling);
  }
  return { component: shown ? typeName(shown.type) || null : null, source: null };
}

function propsOf({ memoizedProps }: Fiber): Record<string, unknown> {
  return typeof memoizedProps === 'object' && memoizedProps !== null ? (memoizedProps as Record<string, unknown>) : {};
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' && !Number.isNaN(value) ? value : otherwise;
}
