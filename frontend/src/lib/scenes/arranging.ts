import type { JSXElement } from '@babel/types';
import { attributesOf, attributeValue, type Jsx } from './jsx';
import { endOf, type Layout, type Piece } from './layout';
import { numberOf, type Scope, type Told } from './numbers';
import { lastEnd } from './reading';
import { CannotEdit } from './reasons';
import { isTime } from './values';
import { type Draft, setLength } from './writing';

/** A scene as it is to be: which one, and how long. */
export interface Wanted {
  piece: Piece;
  length: number;
  /** It isn't in the code yet. */
  fresh?: true;
}

export interface Plan {
  wanted: Wanted[];
  /** Frames between each two neighbours. */
  gaps: number[];
  /** At which place of the new order each place's beginning goes on; null where it goes away. */
  places: (number | null)[];
}

/** Everything as it is. */
export function asItIs({ pieces, gaps }: Layout): Plan {
  return {
    wanted: pieces.map((piece) => ({ piece, length: piece.length })),
    gaps: [...gaps],
    places: pieces.map((_, index) => index),
  };
}

/** Where each scene of a plan begins. */
export function startsOf({ wanted, gaps }: Pick<Plan, 'wanted' | 'gaps'>, first: number): number[] {
  let end = first;
  return wanted.map(({ piece, length }, index) => {
    const start = end + (index > 0 ? (gaps[index - 1] ?? 0) : 0) + piece.offset;
    end = start + length;
    return start;
  });
}

/** Throws CannotEdit where a scene would be shorter than its cross-fades. */
export function checkLengths({ wanted, gaps }: Plan): void {
  for (const [index, { piece, length }] of wanted.entries()) {
    const least = 1 + Math.max(0, -(gaps[index - 1] ?? 0)) + Math.max(0, -(gaps[index] ?? 0));
    if (length < least) throw new CannotEdit({ code: 'too_short', scene: piece.name, frames: least });
  }
}

/**
 * Writes the times of a plan: those of the scenes, of what sounds in them or lies behind them, and the video's length.
 * The video ends as long after its last scene as before. Answers where each scene begins then.
 */
export function writeTimes(draft: Draft, layout: Layout, plan: Plan): number[] {
  checkLengths(plan);
  const first = layout.pieces[0] ? layout.pieces[0].from - layout.pieces[0].offset : 0;
  const starts = startsOf(plan, first);
  const ends = plan.wanted.map(({ length }, index) => (starts[index] ?? 0) + length);
  const total = layout.settings.durationInFrames;
  const length = total + Math.max(0, ...ends) - lastEnd(layout);
  const moves = length !== total;
  for (const [index, { piece, length: frames, fresh }] of plan.wanted.entries()) {
    if (!fresh)
      writeScene(draft, layout, piece, { from: starts[index] ?? 0, frames, moves, reaches: ends[index] === length });
  }
  const moved = movedTimes(layout, plan, starts, length);
  for (const effect of layout.effects) moveEffect(draft, layout, effect, plan, starts);
  for (const element of [...layout.layers, ...layout.spans]) moveLayer(draft, layout, element, moved);
  setLength(draft, layout, length);
  return starts;
}

interface Times {
  from: number;
  frames: number;
  moves: boolean;
  /** It lasts until the video's end. */
  reaches: boolean;
}

function writeScene(draft: Draft, layout: Layout, piece: Piece, { from, frames, moves, reaches }: Times): void {
  const { element, told } = piece;
  if (layout.kind === 'sequences' && (told.from || from !== 0)) {
    draft.setNumber(layout.code, element, 'from', from, told.from, moves);
  }
  if (told.length || !reaches) draft.setNumber(layout.code, element, 'durationInFrames', frames, told.length, moves);
}

/** The frames that mean a place between scenes or the video's end, and what they are then. */
function movedTimes(layout: Layout, { places }: Plan, starts: number[], length: number): Map<number, number> {
  const moved = new Map<number, number>();
  for (const [index, piece] of layout.pieces.entries()) {
    const place = places[index];
    const start = place === null || place === undefined ? undefined : starts[place];
    if (index > 0 && start !== undefined) moved.set(piece.from, start);
  }
  return moved.set(layout.settings.durationInFrames, length);
}

/** A number of a layer that means a time, and that is where a scene begins or the video ends, stays there. */
function moveLayer(draft: Draft, layout: Layout, element: Jsx, moved: Map<number, number>): void {
  if (element.type !== 'JSXElement') return;
  for (const attribute of attributesOf(element)) {
    const name = attribute.name.type === 'JSXIdentifier' ? attribute.name.name : '';
    const node = attributeValue(attribute);
    const next = node?.type === 'NumericLiteral' && isTime(name) ? moved.get(node.value) : undefined;
    if (node?.type !== 'NumericLiteral' || next === undefined) continue;
    draft.setNumber(layout.code, element, name, next, { value: node.value, follows: false });
  }
}

/** A sound keeps its place in its scene; that of a scene that goes, goes. */
function moveEffect(draft: Draft, layout: Layout, effect: JSXElement, { wanted }: Plan, starts: number[]): void {
  const scope: Scope = {
    ...{ files: layout.files, source: layout.code },
    ...{ component: layout.component, settings: layout.settings },
  };
  const told = timeOf(effect, scope);
  const begins = told?.value ?? 0;
  const owner = layout.pieces.findLast((piece) => piece.from <= begins) ?? layout.pieces[0];
  const place = wanted.findIndex(({ piece }) => piece === owner);
  const scene = wanted[place];
  if (!owner || begins >= endOf(owner) + 1 || (!told && begins > 0)) return;
  if (!scene) {
    draft.of(layout.code).remove(...wholeLines(layout, effect));
    return;
  }
  const within = Math.min(begins - owner.from, Math.max(0, scene.length - 1));
  const from = (starts[place] ?? 0) + within;
  if (told || from !== 0) draft.setNumber(layout.code, effect, 'from', from, told);
}

function timeOf(element: JSXElement, scope: Scope): Told | null {
  const attribute = attributesOf(element).find(({ name }) => name.name === 'from');
  const node = attribute && attributeValue(attribute);
  return node ? numberOf(node, scope) : null;
}

/** An element with the line break and the indent before it, and a comment that stands above it. */
export function wholeLines(layout: Layout, element: JSXElement): [start: number, end: number] {
  const { text } = layout.code;
  const [start, end] = slotOf(layout, element);
  const before = text.slice(0, start);
  return [start - (before.length - before.replace(/\n?[ \t]*$/, '').length), end];
}

const COMMENT = /\{\s*\/\*(?:(?!\*\/)[\s\S])*\*\/\s*\}\s*$/;

/** An element, from the comment on that stands right above it. */
export function slotOf(layout: Layout, element: JSXElement): [start: number, end: number] {
  const [start, end] = [element.start ?? 0, element.end ?? 0];
  const before = layout.code.text.slice(0, start);
  const comment = COMMENT.exec(before)?.[0];
  // One at the end of the line above speaks of what is above.
  const own = comment && /(?:^|\n)[ \t]*$/.test(before.slice(0, before.length - comment.length));
  return [own ? start - comment.length : start, end];
}
