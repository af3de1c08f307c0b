// Loaded before main.tsx and importing nothing of the project, so it survives any error there. Knows the state of the
// page (building, ok, error), tells the app and, over Vite's channel, the agent, and reloads when only that can help.
import { forgetRetries, mayRetry, playhead, remember } from './memory.ts';
import { onCommand, type PlacedError, tellApp } from './protocol.ts';

const SETTLE_MS = 250; // "ok" = nothing failed for this long after an update; a render error comes within one frame
const PLACED_MS = 5000; // the server's answer with file and line, also on a busy machine; past it the app is told without
const DIAGNOSE_MS = 300; // Vite's own report of a build error arrives before the failed import does, or just after

export interface Fault {
  kind: 'build' | 'load' | 'module' | 'render' | 'metadata' | 'uncaught' | 'rejection' | 'disconnected';
  message: string;
  stack?: string;
  file?: string;
  line?: number;
  column?: number;
  frame?: number;
}

const hot = import.meta.hot;
let state: 'building' | 'ok' | 'error' = 'building';
let head = { sha: '', dirty: false };
let broken = false;
let lastFault = '';
let lastFaultAt = -Infinity;
let lastBuildErrorAt = -Infinity;
let settling = 0;
let mustReload = false;
let updateFailed = false;
let seq = 0;
const unplaced = new Map<string, { error: PlacedError; timer: number }>();
const stage = () => document.getElementById('stage');

/** Whether anything failed since the last "ok". */
export function isBroken(): boolean {
  return broken;
}

/** The project could not be loaded at all: nothing of it listens for updates, so the next update must reload the page. */
export function loadFailed(): void {
  mustReload = true;
}

export function report(fault: Fault): void {
  clearTimeout(settling);
  lastFaultAt = performance.now();
  broken = true;
  setState('error');
  const key = JSON.stringify([fault.kind, fault.message, fault.file, fault.line, head.sha]);
  if (key === lastFault) return;
  lastFault = key;
  const id = `${++seq}`;
  const error: PlacedError = { ...withoutStack(fault), sha: head.sha };
  const timer = window.setTimeout(() => deliver(id), PLACED_MS);
  unplaced.set(id, { error, timer });
  hot?.send('storydream:report', { id, type: 'error', sha: head.sha, ...fault });
}

/** An update or the first load went through: say "ok" unless something fails within the settling time. */
export function settle(): void {
  clearTimeout(settling);
  const from = performance.now();
  settling = window.setTimeout(() => {
    if (lastFaultAt >= from || updateFailed) return;
    broken = false;
    forgetRetries();
    setState('ok');
    lastFault = '';
    tellApp({ type: 'ok', sha: head.sha, dirty: head.dirty });
    hot?.send('storydream:report', { type: 'ok', sha: head.sha });
  }, SETTLE_MS);
}

function building(): void {
  clearTimeout(settling);
  if (state === 'building') return;
  if (state === 'ok') remember(stage());
  tellApp({ type: 'building' });
  hot?.send('storydream:report', { type: 'building', sha: head.sha });
  state = 'building'; // the picture stays as it is: dimming is for errors
}

function setState(next: 'ok' | 'error'): void {
  state = next;
  stage()?.setAttribute('data-state', next);
  const lastGood = document.getElementById('last-good');
  if (next === 'ok' && lastGood) {
    lastGood.hidden = true;
    lastGood.replaceChildren();
  }
}

function deliver(id: string, placed?: Partial<PlacedError>): void {
  const waiting = unplaced.get(id);
  if (!waiting) return;
  unplaced.delete(id);
  clearTimeout(waiting.timer);
  tellApp({ type: 'error', ...waiting.error, ...placed });
}

function withoutStack({ stack: _stack, ...rest }: Fault): Omit<Fault, 'stack'> {
  return rest;
}

function reload(): void {
  if (state === 'ok') remember(stage());
  else remember(null);
  location.reload();
}

window.addEventListener('pagehide', () => remember(state === 'ok' ? stage() : null));
window.addEventListener('error', (event) => {
  // A failing image or script element has no message; the media tag's own error handling tells about those.
  if (event.message) report(fromError('uncaught', event.error ?? event.message));
});
window.addEventListener('unhandledrejection', (event) => report(fromError('rejection', event.reason)));

/** `thrown` may be anything: user code throws strings too. */
export function fromError(kind: Fault['kind'], thrown: unknown, more: Partial<Fault> = {}): Fault {
  const error = thrown instanceof Error ? thrown : null;
  return { kind, message: error ? error.message || error.name : String(thrown), ...(error?.stack ? { stack: error.stack } : {}), ...more };
}

interface ViteError {
  err: { message: string; id?: string; stack?: string; loc?: { file?: string; line: number; column: number } };
}

if (hot) {
  const edits = Number(document.querySelector<HTMLMetaElement>('meta[name="storydream-edits"]')?.content);
  hot.send('storydream:hello', { edits }); // the server says when there were more before it could tell this page
  hot.on('storydream:head', (next: typeof head) => {
    const changed = next.sha !== head.sha || next.dirty !== head.dirty;
    head = next;
    if (changed && state === 'ok') settle();
  });
  hot.on('storydream:placed', ({ id, ...placed }: PlacedError & { id: string }) => deliver(id, placed));
  hot.on('storydream:stale', () => {
    if (mayRetry()) reload();
  });
  hot.on('vite:error', ({ err }: ViteError) => {
    lastBuildErrorAt = performance.now();
    const file = err.loc?.file ?? err.id;
    report({
      kind: 'build',
      message: err.message,
      ...(err.stack ? { stack: err.stack } : {}),
      ...(file ? { file } : {}),
      ...(err.loc ? { line: err.loc.line, column: err.loc.column + 1 } : {}),
    });
  });
  hot.on('vite:beforeUpdate', () => {
    building();
    updateFailed = false;
    if (mustReload) reload();
  });
  hot.on('vite:afterUpdate', settle);
  hot.on('vite:beforeFullReload', building);
  hot.on('vite:ws:disconnect', () => report({ kind: 'disconnected', message: 'The connection to the preview was lost.' }));
  hot.on('vite:ws:connect', () => hot.send('storydream:hello', {}));
}

// A module that throws while it is re-evaluated, a missing export or a deleted file reach only console.error: first the
// error itself, then "[vite] Failed to reload …". After that the module graph in this page is stale: the next update reloads.
const consoleError = console.error;
let lastLogged: unknown = null;
console.error = (...parts: unknown[]) => {
  consoleError(...parts);
  const thrown = parts.find((part) => part instanceof Error);
  if (thrown) lastLogged = thrown;
  if (!/^\[vite\] Failed to reload /.test(parts.filter((part) => typeof part === 'string').join(' '))) return;
  const cause = lastLogged;
  lastLogged = null;
  updateFailed = true;
  mustReload = true;
  window.setTimeout(() => {
    if (performance.now() - lastBuildErrorAt < 3000) return; // Vite told the true error itself
    report(cause ? fromError('module', cause) : { kind: 'module', message: 'A module could not be loaded.' });
  }, DIAGNOSE_MS);
};

const EDITING = 'input,textarea,select,[contenteditable]';
window.addEventListener('keydown', (event) => {
  if (event.target instanceof Element && event.target.closest(EDITING)) return;
  const { key, code, shiftKey: shift, ctrlKey: ctrl, altKey: alt, metaKey: meta } = event;
  if (key === ' ' || key.startsWith('Arrow')) event.preventDefault();
  tellApp({ type: 'key', key, code, shift, ctrl, alt, meta });
});

// Commands reach the stage as events of this page, also before it stands: what they set is remembered in the playhead.
onCommand((command) => {
  if (command.type === 'seek') playhead.frame = Math.max(0, Math.round(command.frame));
  else if (command.type === 'play' || command.type === 'pause') playhead.playing = command.type === 'play';
  else if (command.type === 'loop') playhead.loop = command.on;
  else if (command.type === 'mute') playhead.muted = command.on;
  else if (command.type === 'rate') playhead.rate = Math.sign(command.rate) * Math.min(4, Math.max(0.1, Math.abs(command.rate)));
  else if (command.type === 'range') playhead.range = command.range;
  else if (command.type === 'volume') playhead.volume = Math.min(1, Math.max(0, command.volume));
  window.dispatchEvent(new CustomEvent('storydream:command', { detail: command }));
});
