import type { JSXElement } from '@babel/types';
import { type Component, findComponent, shownBy } from './components';
import { type Gathered, gather } from './gathering';
import {
  attributeOf,
  attributeValue,
  elementsOf,
  hasSpread,
  isOwn,
  type Jsx,
  nameOf,
  remotionName,
  someNode,
  textAttribute,
} from './jsx';
import { numberOf, type Scope, type Settings, type Told } from './numbers';
import { CannotEdit, type Reason } from './reasons';
import { type Files, type Imported, importsOf, type Source, sourceOf } from './source';
import { readTransition } from './transitions';

export const ROOT_FILE = 'src/Root.tsx';

/** How scenes follow each other in the code: each with its own time, one after the other, or all in one. */
export type Kind = 'sequences' | 'series' | 'transitions' | 'whole';

/** One scene in the code. */
export interface Piece {
  name: string;
  from: number;
  length: number;
  /** Frames between the end of the scene before and its beginning that move with it: `offset` of a <Series.Sequence>. */
  offset: number;
  element: JSXElement;
  parent: Jsx;
  told: { from: Told | null; length: Told | null };
}

/** A video as its code arranges it. */
export interface Layout extends Gathered {
  files: Files;
  root: Source;
  composition: JSXElement;
  settings: Settings;
  code: Source;
  component: Component;
  canvas: Jsx;
  imports: Map<string, Imported>;
  kind: Kind;
  /** In the order in which they play. */
  pieces: Piece[];
  /** Frames between each two neighbours, negative where they overlap; they belong to the place, not to the scenes. */
  gaps: number[];
  /** The elements that make the gaps of a <TransitionSeries>; null where two scenes follow directly. */
  transitions: (JSXElement | null)[];
  /** Why scenes can't be moved or trimmed; null when they can. */
  fixed: Reason | null;
}

const FIELDS = ['width', 'height', 'fps', 'durationInFrames'] as const;
/** Two scenes may overlap so long for a cross-fade; at high rates, half a second. */
const OVERLAP_FRAMES = 15;

/** Throws CannotEdit for code that can't be read. */
export function readLayout(files: Files): Layout {
  const root = sourceOf(files, ROOT_FILE);
  const composition = findComposition(root);
  const settings = readSettings(composition);
  const name = componentName(composition);
  const component = name === null ? null : findComponent(files, root, name);
  const shown = component && shownBy(component);
  if (!component || !shown) throw new CannotEdit({ code: 'no_component', file: ROOT_FILE });
  const place = delegated(files, component, shown) ?? { component, canvas: shown };
  return arrange({ files, root, composition, settings, ...place });
}

type Base = Pick<Layout, 'files' | 'root' | 'composition' | 'settings' | 'component' | 'canvas'>;

function arrange(base: Base): Layout {
  const code = base.component.source;
  const imports = importsOf(code);
  const gathered = gather(base.canvas, imports);
  const scope: Scope = { files: base.files, source: code, component: base.component, settings: base.settings };
  const layout: Layout = {
    ...base,
    ...gathered,
    code,
    imports,
    kind: 'whole',
    pieces: [],
    gaps: [],
    transitions: [],
    fixed: gathered.computed ? { code: 'scenes_computed', file: code.path, line: gathered.computed } : null,
  };
  const [series] = gathered.series;
  if (series) return inSeries(layout, series, scope);
  return gathered.sequences.length > 0 ? inSequences(layout, scope) : layout;
}

/** A component that does nothing but show another one: what that one shows. */
function delegated(files: Files, component: Component, shown: Jsx): Pick<Layout, 'component' | 'canvas'> | null {
  const imports = importsOf(component.source);
  const only = isOwn(shown, imports) ? [shown] : elementsOf(shown);
  const [target] = only;
  if (only.length !== 1 || !target || !isOwn(target, imports)) return null;
  if (elementsOf(target).length > 0 || attributeOf(target, 'durationInFrames')) return null;
  const inner = findComponent(files, component.source, nameOf(target));
  const canvas = inner && shownBy(inner);
  if (!inner || !canvas) return null;
  const { sequences, series } = gather(canvas, importsOf(inner.source));
  return sequences.length + series.length > 0 ? { component: inner, canvas } : null;
}

function inSequences(layout: Layout, scope: Scope): Layout {
  const total = layout.settings.durationInFrames;
  let { fixed } = layout;
  let end = 0;
  const all = layout.sequences.map(({ element, parent }) => {
    const [from, length] = [told(element, 'from', scope), told(element, 'durationInFrames', scope)];
    const unsure = from === 'unknown' || length === 'unknown' || hasSpread(element);
    const name = sceneName(element, layout.imports);
    if (unsure) fixed ??= { code: 'times_computed', scene: name, ...placeOf(layout, element) };
    const start = from === 'unknown' ? end : (from?.value ?? 0);
    const frames = length === 'unknown' ? 0 : (length?.value ?? Math.max(0, total - start));
    end = start + frames;
    return {
      ...{ name, from: start, length: frames, offset: 0, element, parent },
      told: { from: from === 'unknown' ? null : from, length: length === 'unknown' ? null : length },
    };
  });
  // What is there from the first frame to the last lies behind or above the scenes, and is none itself.
  const lasting = all.filter((piece) => piece.from === 0 && piece.length >= total);
  const spans = all.length > lasting.length ? lasting : [];
  const pieces = all.filter((piece) => !spans.includes(piece)).sort((one, other) => one.from - other.from);
  const gaps = pieces.slice(1).map((piece, index) => piece.from - endOf(pieces[index]));
  return {
    ...layout,
    kind: 'sequences',
    pieces,
    gaps,
    transitions: gaps.map(() => null),
    spans: [...layout.spans, ...spans.map(({ element }) => element)],
    fixed: fixed ?? overlapping(layout, pieces, gaps),
  };
}

function inSeries(layout: Layout, series: JSXElement, scope: Scope): Layout {
  const kind = remotionName(series, layout.imports) === 'Series' ? 'series' : 'transitions';
  const { sequences, transitions, mixed } = readTransition(series, layout.imports);
  let { fixed } = layout;
  const overlays = layout.sequences.filter(({ element }) => !isWhole(element, layout, scope));
  const [other] = [...overlays.map(({ element }) => element), ...layout.series.slice(1)];
  if (other) fixed ??= { code: 'layers', scene: sceneName(other, layout.imports), ...placeOf(layout, other) };
  if (mixed) fixed ??= { code: 'transitions_mixed', ...placeOf(layout, mixed) };
  const gaps = transitions.map((element) => {
    const frames = element ? transitionFrames(element, scope) : 0;
    if (frames === null && element) fixed ??= { code: 'times_computed', ...placeOf(layout, element) };
    return frames ? -frames : 0;
  });
  let end = 0;
  const pieces = sequences.map((element, index): Piece => {
    const [length, shift] = [told(element, 'durationInFrames', scope), told(element, 'offset', scope)];
    const name = sceneName(element, layout.imports);
    if (length === 'unknown' || !length || shift === 'unknown' || hasSpread(element)) {
      fixed ??= { code: 'times_computed', scene: name, ...placeOf(layout, element) };
    }
    const known = length === 'unknown' ? null : length;
    const offset = shift === 'unknown' || !shift ? 0 : shift.value;
    const from = end + (gaps[index - 1] ?? 0) + offset;
    end = from + (known?.value ?? 0);
    return {
      name,
      from,
      length: known?.value ?? 0,
      offset,
      element,
      parent: series,
      told: { from: null, length: known },
    };
  });
  const spans = layout.sequences.filter((one) => !overlays.includes(one)).map(({ element }) => element);
  return { ...layout, kind, pieces, gaps, transitions, spans: [...layout.spans, ...spans], fixed };
}

/** Neighbours may overlap for a cross-fade; nothing else lies over others. */
function overlapping(layout: Layout, pieces: Piece[], gaps: number[]): Reason | null {
  const most = Math.max(OVERLAP_FRAMES, Math.round(layout.settings.fps / 2));
  for (const [index, piece] of pieces.entries()) {
    const [gap, next] = [gaps[index] ?? 0, pieces[index + 2]];
    const over = gap < -most ? pieces[index + 1] : next && next.from < endOf(piece) ? next : null;
    if (over) return { code: 'layers', scene: over.name, ...placeOf(layout, over.element) };
  }
  return null;
}

export function endOf(piece: Piece | undefined): number {
  return piece ? piece.from + piece.length : 0;
}

/** What a time attribute says: null where it isn't there, "unknown" where only running the code would tell. */
function told(element: Jsx, name: string, scope: Scope): Told | null | 'unknown' {
  const attribute = attributeOf(element, name);
  if (!attribute) return null;
  const value = attributeValue(attribute);
  return (value && numberOf(value, scope)) ?? 'unknown';
}

function isWhole(element: Jsx, { settings }: Layout, scope: Scope): boolean {
  const [from, length] = [told(element, 'from', scope), told(element, 'durationInFrames', scope)];
  if (from === 'unknown' || length === 'unknown' || (from?.value ?? 0) !== 0) return false;
  return length === null || length.value >= settings.durationInFrames;
}

/** `timing={linearTiming({ durationInFrames: 15 })}`; null where only the spring itself could tell. */
function transitionFrames(element: Jsx, scope: Scope): number | null {
  const attribute = attributeOf(element, 'timing');
  const call = attribute && attributeValue(attribute);
  if (call?.type !== 'CallExpression') return null;
  const [options] = call.arguments;
  if (options?.type !== 'ObjectExpression') return null;
  for (const property of options.properties) {
    if (property.type !== 'ObjectProperty' || property.key.type !== 'Identifier') continue;
    if (property.key.name === 'durationInFrames') return numberOf(property.value, scope)?.value ?? null;
  }
  return null;
}

/** The name that a scene was given, else that of what it shows: "BigFinish" is "Big Finish"; empty where it has none. */
function sceneName(element: Jsx, imports: Map<string, Imported>): string {
  const given = textAttribute(element, 'name')?.trim();
  if (given) return given;
  const shown = elementsOf(element).find((inner) => isOwn(inner, imports));
  return shown ? nameOf(shown).replace(/(?<=[\p{Ll}\d])(?=\p{Lu})/gu, ' ') : '';
}

function findComposition(root: Source): JSXElement {
  let found: JSXElement | null = null;
  for (const statement of root.program.body) {
    someNode(statement, (node) => {
      if (!found && node.type === 'JSXElement' && nameOf(node) === 'Composition') found = node;
      return found !== null;
    });
  }
  if (!found) throw new CannotEdit({ code: 'no_composition', file: ROOT_FILE });
  return found;
}

function readSettings(composition: JSXElement): Settings {
  const read = (name: string) => {
    const attribute = attributeOf(composition, name);
    const value = attribute && attributeValue(attribute);
    if (value?.type !== 'NumericLiteral') throw new CannotEdit({ code: 'settings_computed', file: ROOT_FILE });
    return value.value;
  };
  const [width, height, fps, durationInFrames] = FIELDS.map(read) as [number, number, number, number];
  if (attributeOf(composition, 'calculateMetadata'))
    throw new CannotEdit({ code: 'settings_computed', file: ROOT_FILE });
  return { width, height, fps, durationInFrames };
}

function componentName(composition: JSXElement): string | null {
  const attribute = attributeOf(composition, 'component');
  const value = attribute && attributeValue(attribute);
  return value?.type === 'Identifier' ? value.name : null;
}

function placeOf({ code }: Layout, element: Jsx): { file: string; line: number } {
  return { file: code.path, line: element.loc?.start.line ?? 1 };
}
