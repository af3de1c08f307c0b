// The messages between this page and the app (docs/contracts.md); exact origins both ways.

export interface PlacedError {
  sha: string;
  kind: string;
  message: string;
  file?: string;
  line?: number;
  column?: number;
  codeFrame?: string;
  frame?: number;
  fingerprint?: string;
}

/** What was pointed at, and the line that drew it. */
export interface Picked {
  file: string;
  line: number;
  column: number;
  name: string;
  text?: string;
}

export type FromPage =
  | { type: 'ready'; width: number; height: number; fps: number; durationInFrames: number; compositionId: string }
  | { type: 'ok'; sha: string; dirty: boolean }
  | ({ type: 'error' } & PlacedError)
  | { type: 'building' }
  | { type: 'frame'; frame: number; playing: boolean; scene?: string }
  | { type: 'picked'; element: Picked; frame: number; scene?: string }
  | { type: 'pick-left' }
  | { type: 'muted' }
  | { type: 'pong' }
  | { type: 'key'; key: string; code: string; shift: boolean; ctrl: boolean; alt: boolean; meta: boolean };

export type Command =
  | { type: 'seek'; frame: number }
  | { type: 'play' }
  | { type: 'pause' }
  | { type: 'loop'; on: boolean }
  | { type: 'mute'; on: boolean }
  | { type: 'rate'; rate: number }
  | { type: 'range'; range: { from: number; to: number } | null }
  | { type: 'volume'; volume: number }
  | { type: 'pick'; on: boolean };

/** Put into the page by the server (`<meta name="storydream-app-origin">`). */
export const APP_ORIGIN = document.querySelector<HTMLMetaElement>('meta[name="storydream-app-origin"]')?.content ?? '';

export function tellApp(message: FromPage): void {
  if (window.parent !== window) window.parent.postMessage({ source: 'storydream-preview', v: 1, ...message }, APP_ORIGIN);
}

/** Calls `handle` with each well-formed command of the app. */
export function onCommand(handle: (command: Command) => void): void {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.origin !== APP_ORIGIN || typeof event.data !== 'object' || event.data === null) return;
    const { source, v, ...command } = event.data as Record<string, unknown>;
    if (source !== 'storydream-app' || v !== 1) return;
    // Answered here, beside all user code: a page that doesn't answer is stuck in a loop.
    if (command['type'] === 'ping') tellApp({ type: 'pong' });
    else if (isCommand(command)) handle(command);
  });
}

function isCommand(value: Record<string, unknown>): value is Command {
  const finite = (field: string) => typeof value[field] === 'number' && Number.isFinite(value[field]);
  switch (value['type']) {
    case 'play':
    case 'pause':
      return true;
    case 'seek':
      return finite('frame');
    case 'loop':
    case 'mute':
    case 'pick':
      return typeof value['on'] === 'boolean';
    case 'rate':
      return finite('rate') && value['rate'] !== 0;
    case 'range':
      return isRange(value['range']);
    case 'volume':
      return finite('volume');
    default:
      return false;
  }
}

function isRange(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value !== 'object') return false;
  const { from, to } = value as { from?: unknown; to?: unknown };
  return Number.isSafeInteger(from) && Number.isSafeInteger(to) && Number(from) >= 0 && Number(to) > Number(from);
}
