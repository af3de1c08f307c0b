import type { JSXElement } from '@babel/types';
import { asItIs, slotOf, wholeLines, writeTimes } from './arranging';
import { BRIEF_FILE, isLocked, lockedScenes } from './brief';
import { attributeOf, elementsOf, isOwn, nameOf } from './jsx';
import { type Layout, type Piece, readLayout } from './layout';
import type { Literal } from './literals';
import { behindLiterals, sceneLiterals } from './reading';
import { attempt, CannotEdit, type Outcome } from './reasons';
import { type Files, spanOf } from './source';
import { asAttribute, BEHIND, isColour, isText, NAME_MAX } from './values';
import { Draft, MOST_FRAMES, setLength } from './writing';

/** The files that are different after a change, or why the code can't be edited so. */
export type Edited = Outcome<Files>;

/** The scene at `index` at place `to`; those between move over, and cross-fades stay at their places. */
export function moveScene(files: Files, index: number, to: number): Edited {
  return edit(files, (layout, draft) => {
    const { pieces, code } = movable(layout, index);
    pieceAt(layout, to);
    if (index === to) return;
    const order = pieces.map((_, at) => at);
    order.splice(to, 0, ...order.splice(index, 1));
    const plan = asItIs(layout);
    writeTimes(draft, layout, { ...plan, wanted: order.flatMap((at) => plan.wanted[at] ?? []) });
    // What stands later in the code is painted above: the elements change places too.
    const text = draft.of(code);
    const slots = pieces.map(({ element }) => slotOf(layout, element));
    const snapshots = slots.map((slot) => text.slice(...slot));
    for (const [place, at] of order.entries()) {
      const [slot, moved] = [slots[place], snapshots[at]];
      if (slot && moved !== undefined && place !== at) text.overwrite(...slot, moved);
    }
  });
}

/** The scene with so many frames; what follows moves, and the video's length with it. */
export function trimScene(files: Files, index: number, durationInFrames: number): Edited {
  return edit(files, (layout, draft) => {
    checkFrames(durationInFrames);
    if (layout.kind === 'whole') return resizeWhole(draft, layout, durationInFrames);
    const piece = openPiece(arrangeable(layout), index);
    const plan = asItIs(layout);
    const wanted = plan.wanted.map((one) => (one.piece === piece ? { piece, length: durationInFrames } : one));
    writeTimes(draft, layout, { ...plan, wanted });
  });
}

/** The video with so many frames: its last scene takes the difference. */
export function setDuration(files: Files, durationInFrames: number): Edited {
  return edit(files, (layout, draft) => {
    checkFrames(durationInFrames);
    if (layout.kind === 'whole') return resizeWhole(draft, layout, durationInFrames);
    const last = openPiece(arrangeable(layout), layout.pieces.length - 1);
    const plan = asItIs(layout);
    const length = last.length + durationInFrames - layout.settings.durationInFrames;
    writeTimes(draft, layout, {
      ...plan,
      wanted: plan.wanted.map((one) => (one.piece === last ? { piece: last, length } : one)),
    });
  });
}

export function renameScene(files: Files, index: number, name: string): Edited {
  return edit(files, (layout, draft) => {
    const next = name.trim();
    if (layout.kind === 'whole') throw new CannotEdit({ code: 'one_scene' });
    const { element } = openPiece(layout, index);
    if (next === '' || next.length > NAME_MAX || !isText(next) || next.includes('\n'))
      throw new CannotEdit({ code: 'bad_name' });
    setName(draft, layout, element, next);
  });
}

/** Sets a text, a colour, a number or a choice of a scene (or BEHIND them), by its id. */
export function setProp(files: Files, index: number, id: string, value: string | number): Edited {
  return edit(files, (layout, draft) => {
    const literals = index === BEHIND ? behindLiterals(layout) : literalsAt(layout, index);
    const literal = literals.find((one) => one.id === id);
    if (!literal) throw new CannotEdit({ code: 'no_such_value' });
    if (literal.value !== value) draft.setLiteral(layout.code, literal, checked(literal, value));
  });
}

/** Without the scene; what follows moves up. */
export function deleteScene(files: Files, index: number): Edited {
  return edit(files, (layout, draft) => {
    const { pieces, code } = arrangeable(layout);
    const piece = openPiece(layout, index);
    if (pieces.length < 2) throw new CannotEdit({ code: 'only_scene' });
    const plan = asItIs(layout);
    // A cross-fade belongs to the scene that comes in by it: that of the scene after stays.
    const gap = Math.max(0, index - 1);
    writeTimes(draft, layout, {
      wanted: plan.wanted.filter((one) => one.piece !== piece),
      gaps: plan.gaps.filter((_, at) => at !== gap),
      places: plan.places.map((place, at) => (place === null || at < index ? place : at === index ? null : place - 1)),
    });
    const text = draft.of(code);
    text.remove(...wholeLines(layout, piece.element));
    const transition = layout.transitions[gap];
    if (transition) text.remove(...wholeLines(layout, transition));
    dropImports(draft, layout, piece);
  });
}

/** The scene once more, right after it, under a name of its own. */
export function duplicateScene(files: Files, index: number): Edited {
  return edit(files, (layout, draft) => {
    const { pieces, code } = arrangeable(layout);
    const piece = pieceAt(layout, index);
    const plan = asItIs(layout);
    const starts = writeTimes(draft, layout, {
      wanted: plan.wanted.toSpliced(index + 1, 0, { piece, length: piece.length, fresh: true }),
      gaps: plan.gaps.toSpliced(index, 0, 0),
      places: plan.places.map((place, at) => (place === null || at <= index ? place : place + 1)),
    });
    draft.of(code).appendRight(slotOf(layout, piece.element)[1], copyOf(layout, piece, starts[index + 1] ?? 0, pieces));
  });
}

/** The copy's code: the same element with another name and time, on lines of its own. */
function copyOf(layout: Layout, piece: Piece, from: number, pieces: readonly Piece[]): string {
  const { code, kind } = layout;
  const copy = new Draft();
  if (kind === 'sequences') copy.setNumber(code, piece.element, 'from', from, null);
  const length = piece.told.length ? null : piece.length;
  if (length !== null) copy.setNumber(code, piece.element, 'durationInFrames', length, null);
  setName(copy, layout, piece.element, freeName(piece.name, pieces));
  const [start, end] = spanOf(piece.element);
  const indent = /\n?[ \t]*$/.exec(code.text.slice(0, start))?.[0] ?? '';
  return (indent.startsWith('\n') ? indent : '\n') + copy.of(code).slice(start, end);
}

/** "Intro 2" of "Intro", "Intro 3" where there is one already. */
function freeName(name: string, pieces: readonly Piece[]): string {
  const taken = new Set(pieces.map((piece) => piece.name));
  const base = name.replace(/ \d+$/, '');
  let number = 2;
  while (taken.has(`${base} ${number}`.trim())) number += 1;
  return `${base} ${number}`.trim();
}

function setName(draft: Draft, { code }: Layout, element: JSXElement, name: string): void {
  const attribute = attributeOf(element, 'name');
  const text = draft.of(code);
  if (attribute?.value) text.overwrite(...spanOf(attribute.value), asAttribute(name));
  else text.appendLeft(spanOf(element.openingElement.name)[1], ` name=${asAttribute(name)}`);
}

/** What only the scene used needs no import any more. */
function dropImports(draft: Draft, layout: Layout, { element }: Piece): void {
  const { code, imports } = layout;
  const [start, end] = spanOf(element);
  for (const shown of [element, ...elementsOf(element)]) {
    const name = nameOf(shown);
    const statement = code.program.body.find(
      (one) =>
        one.type === 'ImportDeclaration' && one.specifiers.length === 1 && one.specifiers[0]?.local.name === name,
    );
    if (!statement || !isOwn(shown, imports)) continue;
    const [from, to] = spanOf(statement);
    const rest = code.text.slice(0, from) + code.text.slice(to, start) + code.text.slice(end);
    if (new RegExp(`\\b${name}\\b`).test(rest)) continue;
    draft.of(code).remove(from, code.text[to] === '\n' ? to + 1 : to);
  }
}

function edit(files: Files, work: (layout: Layout, draft: Draft) => void): Edited {
  return attempt(() => {
    const layout = readLayout(files);
    const draft = new Draft();
    work(layout, draft);
    return draft.changed();
  });
}

/** Throws CannotEdit for a video whose scenes can't be arranged anew. */
function arrangeable(layout: Layout): Layout {
  if (layout.fixed) throw new CannotEdit(layout.fixed);
  if (layout.kind === 'whole') throw new CannotEdit({ code: 'one_scene' });
  return layout;
}

function movable(layout: Layout, index: number): Layout {
  const { pieces } = arrangeable(layout);
  const { parent } = openPiece(layout, index);
  const stray = pieces.find((piece) => piece.parent !== parent);
  if (stray) throw new CannotEdit({ code: 'nested', scene: stray.name });
  return layout;
}

function pieceAt({ pieces }: Layout, index: number): Piece {
  const piece = pieces[index];
  if (!piece) throw new CannotEdit({ code: 'no_such_scene' });
  return piece;
}

/** The scene, if it may be changed. What a locked one shows, and how long, stays; others may push it along. */
function openPiece(layout: Layout, index: number): Piece {
  const piece = pieceAt(layout, index);
  if (isLocked(lockedScenes(layout.files[BRIEF_FILE] ?? ''), piece.name)) {
    throw new CannotEdit({ code: 'locked', scene: piece.name });
  }
  return piece;
}

function literalsAt(layout: Layout, index: number): Literal[] {
  if (layout.kind !== 'whole') openPiece(layout, index);
  return sceneLiterals(layout, index);
}

function resizeWhole(draft: Draft, layout: Layout, frames: number): void {
  if (layout.fixed) throw new CannotEdit(layout.fixed);
  setLength(draft, layout, frames);
}

function checkFrames(frames: number): void {
  if (!Number.isSafeInteger(frames) || frames < 1) throw new CannotEdit({ code: 'not_a_number' });
  if (frames > MOST_FRAMES) throw new CannotEdit({ code: 'too_long', frames: MOST_FRAMES });
}

/** The value, if it is one that may stand there. Throws CannotEdit. */
function checked({ kind, options, name }: Literal, value: string | number): string | number {
  if (kind === 'number') {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new CannotEdit({ code: 'not_a_number' });
    return value;
  }
  if (typeof value !== 'string' || !isText(value)) throw new CannotEdit({ code: 'bad_text' });
  if (kind === 'color' && !isColour(value, name.split('.').at(-1))) throw new CannotEdit({ code: 'not_a_colour' });
  if (kind === 'choice' && !options?.includes(value)) throw new CannotEdit({ code: 'not_a_choice' });
  return value;
}
