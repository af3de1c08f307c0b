// The strip of a version: frames that show what happens in it, on one picture, and one that stands for all of it.
import type { Composition } from '../eyes/page.ts';
import type { Looking, Observation } from './looking.ts';
import { NotSeen } from './eyes.ts';
import { type Scene, timelineOf } from './timeline.ts';

/** `strip` and `poster` are JPEGs in base64; tile by tile, row by row, the strip shows `frames`. */
export interface Strip {
  composition: Composition;
  frames: number[];
  columns: number;
  tileWidth: number;
  tileHeight: number;
  strip: string;
  poster: string;
}

const MAX_FRAMES = 24;
const TILE = 480; // pixels of the longer side: small in rows of frames, large where two versions are compared
const POSTER = 640; // a project's card on a sharp screen
const COLUMNS = 6;
const MAX_BYTES = 700 * 1024; // the edge takes 960 KiB with the poster

/** Of the version whose files lie where `looking` finds versions; rejects with NotSeen. */
export async function drawStrip(looking: Looking): Promise<Strip> {
  const observation = await looking.version();
  const { composition } = observation;
  const long = Math.max(composition.width, composition.height);
  const tileScale = Math.min(1, TILE / long);
  const shape = {
    columns: COLUMNS,
    tileWidth: Math.max(1, Math.round(composition.width * tileScale)),
    tileHeight: Math.max(1, Math.round(composition.height * tileScale)),
  };
  const frames = stripFrames(observation);
  const plan = { ...shape, tileScale, posterScale: Math.min(1, POSTER / long), maxBytes: MAX_BYTES };
  const drawn = await looking.drawStrip(frames, plan);
  if (drawn.frames.length === 0) throw new NotSeen('too_slow', 'Not one frame was drawn in time.');
  return { composition, ...shape, columns: Math.min(COLUMNS, drawn.frames.length), ...drawn };
}

/** Those that were looked at, and the middle of every scene as far as there is room: first of the longest. */
export function stripFrames(observation: Observation): number[] {
  const { composition, samples } = observation;
  const grid = samples.map(({ frame }) => frame);
  const whole = composition.durationInFrames;
  const lengthOf = ({ from, length }: Scene) => (length === null ? whole : Math.min(whole, from + length)) - from;
  const scenes = timelineOf(observation).scenes.filter((scene) => !scene.layer && scene.from < whole);
  const middles = scenes
    .sort((a, b) => lengthOf(b) - lengthOf(a))
    .map((scene) => Math.min(whole - 1, Math.max(0, Math.round(scene.from + lengthOf(scene) / 2))))
    .filter((frame) => !grid.includes(frame));
  return [...new Set([...grid, ...middles.slice(0, MAX_FRAMES - grid.length)])].sort((a, b) => a - b);
}
