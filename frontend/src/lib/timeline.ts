import { isJson, isOneOf, type Json, number, text, whole } from './json';
import type { Clip } from './preview-protocol';

/** A part of the video, in its frames. */
export interface Span {
  from: number;
  durationInFrames: number;
}

/** Where in the project's files something stands. */
export interface Place {
  file: string | null;
  line: number | null;
}

export interface Scene extends Span, Place {
  name: string;
  /** The file of the component that it shows. */
  source: string | null;
  /** It lies over or under several scenes, such as a background or a logo. */
  layer: boolean;
  /** The agent leaves it as it is. */
  locked: boolean;
}

export interface ShownText extends Span, Place {
  text: string;
  /** The name of the scene that it belongs to. */
  scene: string | null;
}

const KINDS = ['music', 'sound'] as const;

export interface Sound extends Span, Place {
  name: string;
  /** Below `public/`, or an address elsewhere. */
  src: string;
  kind: (typeof KINDS)[number];
  /** Frames of the file that are left out at its beginning. */
  trimBefore: number;
  playbackRate: number;
  loop: boolean;
  /** 0 to 1 and above; null where it changes over time. */
  volume: number | null;
  /** How long the file is; null when it can't be read. */
  fileSeconds: number | null;
  /** How loud it is over its file, 0 to 1, where the pod tells: of uploads. */
  peaks: readonly number[] | null;
}

/** What happens when, in one version of the video, as it really runs. */
export interface Timeline {
  sha: string;
  clip: Clip;
  scenes: readonly Scene[];
  texts: readonly ShownText[];
  sounds: readonly Sound[];
}

/** Reads what the pod tells; null for what isn't a timeline. Parts that can't be read are left out. */
export function parseTimeline(json: Json): Timeline | null {
  const sha = text(json['sha']);
  const clip = isJson(json['composition']) ? clipOf(json['composition']) : null;
  if (!sha || !clip) return null;
  return {
    sha,
    clip,
    scenes: partsOf(json['scenes'], sceneOf),
    texts: partsOf(json['texts'], textOf),
    sounds: partsOf(json['audio'], soundOf),
  };
}

/** The scenes that follow one another: what the person moves and trims. */
export function mainScenes({ scenes }: Pick<Timeline, 'scenes'>): readonly Scene[] {
  return scenes.filter(({ layer }) => !layer);
}

/** The scene that plays at a frame; the later one in a cross-fade. */
export function sceneIndexAt(scenes: readonly Span[], frame: number): number {
  return scenes.findLastIndex(({ from, durationInFrames }) => frame >= from && frame < from + durationInFrames);
}

function clipOf(json: Json): Clip | null {
  const [width, height, fps, durationInFrames] = ['width', 'height', 'fps', 'durationInFrames'].map((name) =>
    number(json[name]),
  );
  return width && height && fps && durationInFrames && fps > 0 && durationInFrames > 0
    ? { width, height, fps, durationInFrames }
    : null;
}

function partsOf<Part>(value: unknown, read: (json: Json) => Part | null): readonly Part[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isJson).flatMap((json) => read(json) ?? []);
}

function spanOf(json: Json): (Span & Place) | null {
  const [from, durationInFrames] = [number(json['from']), number(json['durationInFrames'])];
  if (from === null || durationInFrames === null || durationInFrames <= 0) return null;
  return { from, durationInFrames, file: text(json['file']), line: whole(json['line']) };
}

function sceneOf(json: Json): Scene | null {
  const [span, name] = [spanOf(json), text(json['name'])];
  if (!span || !name) return null;
  return {
    ...span,
    name,
    source: text(json['source']),
    layer: json['layer'] === true,
    locked: json['locked'] === true,
  };
}

function textOf(json: Json): ShownText | null {
  const [span, words] = [spanOf(json), text(json['text'])];
  return span && words ? { ...span, text: words, scene: text(json['scene']) } : null;
}

function soundOf(json: Json): Sound | null {
  const [span, src, kind] = [spanOf(json), text(json['src']), json['kind']];
  if (!span || !src || !isOneOf(kind, KINDS)) return null;
  return {
    ...span,
    name: text(json['name']) ?? src,
    src,
    kind,
    trimBefore: number(json['trimBefore']) ?? 0,
    playbackRate: number(json['playbackRate']) ?? 1,
    loop: json['loop'] === true,
    volume: number(json['volume']),
    fileSeconds: number(json['fileSeconds']),
    peaks: peaksOf(json['peaks']),
  };
}

function peaksOf(value: unknown): readonly number[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  return value.map((peak) => Math.min(1, Math.max(0, number(peak) ?? 0)));
}
