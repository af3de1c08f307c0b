import { findComponent } from './components';
import { elementsOf, isOwn, type Jsx, nameOf } from './jsx';
import { endOf, type Kind, type Layout, type Piece, ROOT_FILE, readLayout } from './layout';
import { type Literal, literalsAt, literalsIn, type SceneProp } from './literals';
import type { Settings } from './numbers';
import { attempt, type Outcome, type Reason } from './reasons';
import { candidatesOf, type Files, namedModules, sourceOf } from './source';
import { isColour } from './values';

export interface Scene {
  /** Empty where the code names neither the scene nor what it shows. */
  name: string;
  from: number;
  durationInFrames: number;
  /** The least frames that it can be trimmed to: its cross-fades need them. */
  leastFrames: number;
  /** Where what it shows is written. */
  file: string;
  /** Where it stands in the video's file. */
  line: number;
  props: SceneProp[];
}

/** A video as its code tells it. */
export interface Video extends Settings {
  /** The file that holds the scenes. */
  file: string;
  kind: Kind;
  /** In the order in which they play. */
  scenes: Scene[];
  /** What lies behind or above all scenes. */
  behind: SceneProp[];
  /** Why scenes can't be moved, trimmed, added or removed; null when they can. Texts and colours always can be set. */
  fixed: Reason | null;
  /** The colours of the theme and those that are in use, each once. */
  swatches: string[];
}

const THEME_FILES = ['src/theme.ts', 'src/theme.tsx', 'src/theme.js'];
const MOST_SWATCHES = 24;
const HOPS = 2;

/** The video that these files make, or why it can't be told. */
export function readVideo(files: Files): Outcome<Video> {
  return attempt(() => {
    const layout = readLayout(files);
    const scenes = layout.kind === 'whole' ? [wholeScene(layout)] : layout.pieces.map((_, at) => sceneAt(layout, at));
    const behind = asProps(behindLiterals(layout));
    const { code, kind, fixed, settings } = layout;
    return { ...settings, file: code.path, kind, scenes, behind, fixed, swatches: swatchesOf(files, scenes, behind) };
  });
}

/** Paths that reading the video needs beside what `files` holds already; none when all that is there has been read. */
export function neededFiles(files: Files, there: ReadonlySet<string>): string[] {
  const needed = new Set([ROOT_FILE, ...THEME_FILES].filter((path) => there.has(path)));
  let edge = files[ROOT_FILE] === undefined ? [] : [ROOT_FILE];
  for (let hop = 0; hop < HOPS; hop += 1) {
    const reached = edge.flatMap((path) => (files[path] === undefined ? [] : reachedFrom(files, path, there)));
    for (const path of reached) needed.add(path);
    edge = reached;
  }
  return [...needed].filter((path) => files[path] === undefined);
}

function reachedFrom(files: Files, path: string, there: ReadonlySet<string>): string[] {
  const source = attempt(() => sourceOf(files, path));
  if (!source.ok) return [];
  return namedModules(source.value).flatMap((wanted) => {
    const found = candidatesOf(path, wanted).find((candidate) => there.has(candidate));
    return found && /\.[jt]sx?$/.test(found) ? [found] : [];
  });
}

/** The literals of one scene, in the order of the code. */
export function sceneLiterals(layout: Layout, index: number): Literal[] {
  const piece = layout.pieces[index];
  return piece ? literalsIn(childrenOf(piece), layout) : literalsIn([layout.canvas], layout);
}

export function behindLiterals(layout: Layout): Literal[] {
  if (layout.kind === 'whole') return [];
  const { layers, spans } = layout;
  const within = literalsIn(spans.flatMap(elementsOf), layout);
  return [...literalsAt(layers, layout, 1_000), ...within];
}

/** A scene that is a component of its own brings its own properties; a <Sequence> only what is in it. */
function childrenOf({ element }: Piece): Jsx[] {
  const inside = elementsOf(element);
  return inside.length > 0 ? inside : [element];
}

function wholeScene(layout: Layout): Scene {
  const { canvas, code, settings } = layout;
  return {
    ...{ name: '', from: 0, durationInFrames: settings.durationInFrames, leastFrames: 1 },
    file: code.path,
    line: canvas.loc?.start.line ?? 1,
    props: asProps(sceneLiterals(layout, 0)),
  };
}

function sceneAt(layout: Layout, index: number): Scene {
  const piece = layout.pieces[index] as Piece;
  const { name, from, length, element } = piece;
  return {
    ...{ name, from, durationInFrames: length, leastFrames: leastFrames(layout, index) },
    file: fileOf(layout, piece),
    line: element.loc?.start.line ?? 1,
    props: asProps(sceneLiterals(layout, index)),
  };
}

/** Longer than both of its cross-fades together. */
export function leastFrames({ gaps }: Pick<Layout, 'gaps'>, index: number): number {
  return 1 + Math.max(0, -(gaps[index - 1] ?? 0)) + Math.max(0, -(gaps[index] ?? 0));
}

function fileOf(layout: Layout, piece: Piece): string {
  const shown = [piece.element, ...elementsOf(piece.element)].find((inner) => isOwn(inner, layout.imports));
  const component = shown && findComponent(layout.files, layout.code, nameOf(shown));
  return component?.source.path ?? layout.code.path;
}

function asProps(literals: Literal[]): SceneProp[] {
  return literals.map(({ node: _node, form: _form, ...prop }) => prop);
}

function swatchesOf(files: Files, scenes: Scene[], behind: SceneProp[]): string[] {
  const used = [...scenes.flatMap(({ props }) => props), ...behind].filter(({ kind }) => kind === 'color');
  const theme = THEME_FILES.flatMap((path) => files[path]?.match(/#(?:[\da-f]{6}|[\da-f]{3})\b/gi) ?? []);
  const all = [...theme, ...used.map(({ value }) => String(value))].filter((value) => isColour(value));
  return [...new Map(all.map((value) => [value.toLowerCase(), value])).values()].slice(0, MOST_SWATCHES);
}

/** Where the video's last scene ends. */
export function lastEnd(layout: Pick<Layout, 'pieces'>): number {
  return Math.max(0, ...layout.pieces.map(endOf));
}
