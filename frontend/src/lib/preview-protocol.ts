import type { ClickedElement } from '@/api/types.generated';
import { type Fault, parseFault } from './events';
import { isJson } from './json';
import type { Range } from './playback';

/** Width and height in pixels, length in frames. */
export interface Clip {
  width: number;
  height: number;
  fps: number;
  durationInFrames: number;
}

export interface Key {
  key: string;
  shift: boolean;
  ctrl: boolean;
  alt: boolean;
  meta: boolean;
}

/** What the preview page tells (docs/contracts.md). */
export type PageMessage =
  | { type: 'ready'; clip: Clip }
  | { type: 'ok'; sha: string; dirty: boolean }
  | { type: 'error'; fault: Fault }
  | { type: 'building' }
  | { type: 'frame'; frame: number; playing: boolean; scene: string | null }
  | { type: 'picked'; element: ClickedElement; frame: number; scene: string | null }
  | { type: 'pick-left' }
  /** It plays on without its sound, which the browser does not play there. */
  | { type: 'muted' }
  | { type: 'key'; key: Key }
  | { type: 'no-access'; reason: string; openTab: boolean }
  | { type: 'pong' };

/** What the app asks of the page. */
export type PageCommand =
  | { type: 'seek'; frame: number }
  | { type: 'play' }
  | { type: 'pause' }
  | { type: 'loop'; on: boolean }
  | { type: 'mute'; on: boolean }
  /** −4 to 4, not 0; below 0 it plays backwards. */
  | { type: 'rate'; rate: number }
  /** Only this part plays, and loops; null for all of it. */
  | { type: 'range'; range: Range | null }
  | { type: 'volume'; volume: number }
  | { type: 'pick'; on: boolean }
  | { type: 'ping' };

export function toPage(command: PageCommand): object {
  return { source: 'storydream-app', v: 1, ...command };
}

/** Reads a message of the preview page, whose code anybody may have written; null for anything else. */
export function fromPage(data: unknown): PageMessage | null {
  if (!isJson(data) || data['source'] !== 'storydream-preview' || data['v'] !== 1) return null;
  switch (data['type']) {
    case 'ready': {
      const [width, height, fps, durationInFrames] = ['width', 'height', 'fps', 'durationInFrames'].map((name) =>
        positive(data[name]),
      );
      return width && height && fps && durationInFrames
        ? { type: 'ready', clip: { width, height, fps, durationInFrames } }
        : null;
    }
    case 'ok':
      return { type: 'ok', sha: typeof data['sha'] === 'string' ? data['sha'] : '', dirty: data['dirty'] === true };
    case 'error': {
      const fault = parseFault(data);
      return fault && { type: 'error', fault };
    }
    case 'building':
    case 'pick-left':
    case 'muted':
    case 'pong':
      return { type: data['type'] };
    case 'frame': {
      const frame = frameOf(data['frame']);
      if (frame === null) return null;
      return { type: 'frame', frame, playing: data['playing'] === true, scene: words(data['scene'], NAME_MAX) };
    }
    case 'picked': {
      const [frame, element] = [frameOf(data['frame']), elementOf(data['element'])];
      if (frame === null || !element) return null;
      return { type: 'picked', element, frame, scene: words(data['scene'], NAME_MAX) };
    }
    case 'key':
      if (typeof data['key'] !== 'string') return null;
      return {
        type: 'key',
        key: {
          key: data['key'],
          shift: data['shift'] === true,
          ctrl: data['ctrl'] === true,
          alt: data['alt'] === true,
          meta: data['meta'] === true,
        },
      };
    case 'no-access':
      return {
        type: 'no-access',
        reason: typeof data['reason'] === 'string' ? data['reason'] : 'unknown',
        openTab: data['action'] === 'open-tab',
      };
    default:
      return null;
  }
}

/** The edge's own bounds: what is longer would be refused with the message. */
const [FILE_MAX, NAME_MAX, TEXT_MAX, LINE_MAX] = [512, 120, 500, 1_000_000];

function elementOf(value: unknown): ClickedElement | null {
  if (!isJson(value)) return null;
  const [file, line, column] = [value['file'], count(value['line']), count(value['column'])];
  if (typeof file !== 'string' || !file || file.length > FILE_MAX || !line) return null;
  const [name, text] = [words(value['name'], NAME_MAX), words(value['text'], TEXT_MAX)];
  return { file, line, ...(column === null ? {} : { column }), ...(name ? { name } : {}), ...(text ? { text } : {}) };
}

function words(value: unknown, longest: number): string | null {
  return typeof value === 'string' && value.trim() ? value.trim().slice(0, longest) : null;
}

function count(value: unknown): number | null {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= LINE_MAX ? Number(value) : null;
}

function frameOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? Math.max(0, Math.round(value)) : null;
}

function positive(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null;
}
