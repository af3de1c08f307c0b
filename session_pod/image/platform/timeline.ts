// The video's timeline as it really runs: scenes, texts and sounds, put together from the frames that were looked at.
import type { Composition } from '../eyes/page.ts';
import type { SeenText } from '../eyes/look.ts';
import type { Sequence, Sound } from '../eyes/tracks.ts';
import type { Place } from '../preview/sources.ts';
import type { Observation } from './looking.ts';

export interface Scene {
  name: string;
  from: number;
  /** Null: to the end of the video. */
  length: number | null;
  place: Place | null;
  /** The file of the component that it shows. */
  source: string | null;
  /** It lies over or under several scenes rather than beside them, such as a background or a logo. */
  layer: boolean;
}

/** A text from when it appears until it goes; letters that are typed and numbers that are counted are one text. */
export interface TextSpan {
  text: string;
  scene: string | null;
  place: Place | null;
  /** The looks in which it was there, in order. */
  seen: { frame: number; look: SeenText }[];
  /** Frames between the look before it came and the look after it went. */
  atMost: number;
}

export interface Timeline {
  composition: Composition;
  scenes: Scene[];
  texts: TextSpan[];
  sounds: Sound[];
}

const READABLE = 0.4; // opacity from which a text counts as being there
const MAX_SPANS = 200;
export const CROSS_FADE = 15; // frames by which scenes may overlap

export function timelineOf({ composition, samples }: Observation): Timeline {
  const scenes = markLayers(scenesIn(samples.flatMap((sample) => sample.sequences)), composition.durationInFrames);
  return { composition, scenes, texts: spansOf(samples, scenes, composition), sounds: soundsIn(samples.flatMap((sample) => sample.sounds)) };
}

/** The scene that plays at a frame; the later one in a cross-fade. */
export function sceneAt(scenes: readonly Scene[], frame: number): Scene | null {
  const playing = scenes.filter(({ from, length, layer }) => !layer && frame >= from && (length === null || frame < from + length));
  return playing.at(-1) ?? null;
}

/** As the agent is told. */
export function told({ composition, scenes, texts, sounds }: Timeline, seconds: ReadonlyMap<string, number | null>): object {
  const whole = composition.durationInFrames;
  return {
    composition,
    scenes: scenes.map(({ name, from, length, place, source, layer }) => ({
      name,
      from,
      durationInFrames: length ?? Math.max(0, whole - from),
      file: place?.file ?? null,
      line: place?.line ?? null,
      source,
      layer,
    })),
    texts: texts.map(({ text, scene, place, seen }) => {
      const from = seen[0]?.frame ?? 0;
      return { text, scene, from, durationInFrames: (seen.at(-1)?.frame ?? from) - from + 1, file: place?.file ?? null, line: place?.line ?? null };
    }),
    audio: sounds.map(({ name, src, from, durationInFrames, volume, trimBefore, playbackRate, loop, place }) => ({
      name,
      src: shortSource(src),
      from,
      durationInFrames: Math.max(0, Math.min(durationInFrames ?? Infinity, whole - from)),
      volume,
      trimBefore,
      playbackRate,
      loop,
      file: place?.file ?? null,
      line: place?.line ?? null,
      fileSeconds: seconds.get(src) ?? null,
    })),
  };
}

export function shortSource(src: string): string {
  return src.replace(/^http:\/\/127\.0\.0\.1:\d+\//, '').replace(/^\//, '').slice(0, 300);
}

interface Draft extends Scene {
  /** It only holds other sequences, or is what a transition is made of. */
  holds: boolean;
}

/** The outermost sequences that mean something: one without a name that only holds others gives way to them. */
function scenesIn(sequences: Sequence[]): Scene[] {
  const found = new Map<string, Draft>();
  const visit = ({ name, from, durationInFrames: length, place, component, source, children }: Sequence): void => {
    const named = name && !name.startsWith('<') ? name : null;
    const key = `${place?.file}:${place?.line}:${place?.column}:${from}:${length}:${named}`;
    const known = found.get(key) ?? { name: '', from, length, place, source: null, layer: false, holds: false };
    known.name ||= named ?? component ?? '';
    known.source ??= source;
    known.holds ||= !named && children.length > 0;
    found.set(key, known);
    if (!named) children.forEach(visit);
  };
  sequences.forEach(visit);
  const inTransition = ({ name, place, from }: Draft, all: Draft[]) =>
    name === '' && all.some((other) => other.name !== '' && other.from === from && other.place?.file === place?.file && other.place?.line === place?.line);
  return [...found.values()]
    .filter((draft, _index, all) => !draft.holds && !inTransition(draft, all))
    .sort((a, b) => a.from - b.from || (a.length ?? Infinity) - (b.length ?? Infinity))
    .map(({ holds: _holds, name, ...scene }, index) => ({ ...scene, name: name || `Scene ${index + 1}` }));
}

function markLayers(scenes: Scene[], whole: number): Scene[] {
  const end = ({ from, length }: Scene) => (length === null ? whole : from + length);
  const overlap = (a: Scene, b: Scene) => Math.min(end(a), end(b)) - Math.max(a.from, b.from);
  const isLayer = (scene: Scene) => {
    const others = scenes.filter((other) => other !== scene && end(other) - other.from < end(scene) - scene.from);
    return others.filter((other) => overlap(scene, other) > CROSS_FADE).length >= 2;
  };
  return scenes.map((scene) => ({ ...scene, layer: isLayer(scene) }));
}

function soundsIn(sounds: Sound[]): Sound[] {
  const found = new Map<string, Sound>();
  for (const sound of sounds) found.set(`${sound.src}:${sound.from}:${sound.durationInFrames}:${sound.place?.line}`, sound);
  return [...found.values()].sort((a, b) => a.from - b.from);
}

function spansOf(samples: Observation['samples'], scenes: Scene[], { durationInFrames: whole }: Composition): TextSpan[] {
  const spans: TextSpan[] = [];
  let open: TextSpan[] = [];
  samples.forEach(({ frame, texts }, index) => {
    const before = index === 0 ? -1 : (samples[index - 1]?.frame ?? -1);
    const next: TextSpan[] = [];
    for (const look of texts) {
      if (look.opacity < READABLE || look.inside < 0.05 || !/[\p{L}\p{N}]/u.test(look.text)) continue;
      const known = open.find((span) => !next.includes(span) && continues(span, look));
      if (known) {
        known.seen.push({ frame, look });
        known.text = known.text.length >= look.text.length ? known.text : look.text;
        next.push(known);
      } else if (spans.length < MAX_SPANS) {
        const span = { text: look.text, scene: sceneAt(scenes, frame)?.name ?? null, place: look.place, seen: [{ frame, look }], atMost: before };
        spans.push(span);
        next.push(span);
      }
    }
    for (const span of open) if (!next.includes(span)) span.atMost = frame - span.atMost - 1;
    open = next;
  });
  for (const span of open) span.atMost = whole - span.atMost - 1;
  return spans;
}

function continues({ place, seen }: TextSpan, look: SeenText): boolean {
  const last = seen.at(-1)?.look;
  if (!last || place?.file !== look.place?.file || place?.line !== look.place?.line || place?.column !== look.place?.column) return false;
  const plain = (text: string) => text.replace(/[\d.,\s]+/g, '0');
  return last.text.startsWith(look.text) || look.text.startsWith(last.text) || plain(last.text) === plain(look.text);
}
