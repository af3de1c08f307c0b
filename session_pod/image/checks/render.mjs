// Runs the user's code, so only ever in the sandbox: finds the registered composition and renders frames of it without a
// browser. Told on its input what to do, `frames` or `metadata`, it prints one line `{"storydream":{metadata?,findings[]}}`.
import path from 'node:path';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { renderToPipeableStream } from 'react-dom/server';
import { createElement as h } from 'react';
import { createServer } from 'vite';

/**
 * @typedef {{ id: string, component: import('react').ComponentType<Record<string, unknown>>, defaultProps?: Record<string, unknown>,
 *   calculateMetadata?: ((options: object) => unknown) | null, [field: string]: unknown }} Composition
 * @typedef {{ severity: 'error' | 'warning', message: string, file?: string, line?: number, column?: number, frame?: number }} Finding
 * @typedef {{ id: string, width: number, height: number, fps: number, durationInFrames: number }} Metadata
 */

const PROJECT = process.env['STORYDREAM_PROJECT_DIR'] ?? '';
const MAX_FRAMES = 40; // about 10 ms of CPU each; spread over the video, with its first and last frame
const MAX_DISTINCT = 10;
const FRAME_MS = 5000;
// What a browser has and Node hasn't: an error about it says nothing about the video.
const BROWSER_ONLY = /\b(window|document|navigator|localStorage|sessionStorage|HTMLElement|Image|Audio|AudioContext|OffscreenCanvas|requestAnimationFrame|matchMedia|ResizeObserver|FontFace|self|location)\b is not (defined|a constructor)/;

const vite = await createServer({
  configFile: false,
  root: path.join(import.meta.dirname, '..'),
  cacheDir: path.join(process.env['TMPDIR'] ?? '/tmp', 'vite-checks'),
  publicDir: path.join(PROJECT, 'public'),
  envDir: false,
  appType: 'custom',
  logLevel: 'silent',
  css: { postcss: { plugins: [] } },
  server: { middlewareMode: true, ws: false, watch: null, hmr: false },
  optimizeDeps: { noDiscovery: true, include: [] },
  oxc: { jsx: { runtime: 'automatic' } },
});

// All that needs no user code is done before the input is read: the runner keeps one of these ready.
await Promise.all(['remotion', '@remotion/player', '@remotion/transitions', 'react/jsx-dev-runtime'].map((name) => import(name)));
const task = (await text(process.stdin)).trim();

/** @type {Finding[]} */
const findings = [];
/** @type {Metadata | undefined} */
let metadata;
try {
  const composition = await findComposition();
  const { props, ...settings } = await resolve(composition);
  metadata = settings;
  if (task === 'frames') await renderFrames(composition, settings, props);
} catch (error) {
  add(error);
}
process.stdout.write(`\n${JSON.stringify({ storydream: { ...(metadata ? { metadata } : {}), findings } })}\n`, () => process.exit(0));

/** @returns {Promise<Composition>} */
async function findComposition() {
  const { Internals } = await import('remotion');
  await vite.ssrLoadModule(path.join(PROJECT, 'src/index.ts'));
  const Root = Internals.getRoot();
  if (!Root) throw new Error('src/index.ts does not call registerRoot().');
  // Compositions register themselves in an effect, which never runs here: read them from the tree that the root returns.
  const [first] = compositionsIn(h(Root));
  if (!first) throw new Error('src/Root.tsx registers no <Composition>.');
  return first;
}

/** @param {unknown} node @returns {Composition[]} */
function compositionsIn(node) {
  if (Array.isArray(node)) return node.flatMap(compositionsIn);
  if (typeof node !== 'object' || node === null || !('props' in node)) return [];
  const { type, props } = /** @type {{ type: unknown, props: Record<string, unknown> }} */ (node);
  if ('id' in props && ('component' in props || 'lazyComponent' in props)) return [/** @type {Composition} */ (/** @type {unknown} */ (props))];
  if (typeof type === 'function' && !type.prototype?.isReactComponent) {
    try {
      return compositionsIn(type(props));
    } catch (error) {
      if (!/Invalid hook call|reading 'use/.test(String(error))) throw error;
    }
  }
  return compositionsIn(props['children']);
}

/** @param {Composition} composition @returns {Promise<Metadata & { props: Record<string, unknown> }>} */
async function resolve(composition) {
  const { id, calculateMetadata, defaultProps = {} } = composition;
  const options = { props: defaultProps, defaultProps, abortSignal: new AbortController().signal, compositionId: id, isRendering: true };
  const calculated = /** @type {Record<string, unknown>} */ (calculateMetadata ? await calculateMetadata(options) : {});
  /** @param {string} field @param {boolean} whole */
  const positive = (field, whole) => {
    const value = calculated[field] ?? composition[field];
    if (typeof value !== 'number' || !(value > 0) || !Number.isFinite(value) || (whole && !Number.isInteger(value))) {
      throw new Error(`Composition "${id}": ${field} must be a positive ${whole ? 'whole ' : ''}number, it is ${String(value)}`);
    }
    return value;
  };
  return {
    id,
    width: positive('width', true),
    height: positive('height', true),
    fps: positive('fps', false),
    durationInFrames: positive('durationInFrames', true),
    props: /** @type {Record<string, unknown>} */ (calculated['props'] ?? defaultProps),
  };
}

/** @param {Composition} composition @param {Metadata} settings @param {Record<string, unknown>} props */
async function renderFrames(composition, settings, props) {
  const { Thumbnail } = await import('@remotion/player');
  const last = settings.durationInFrames - 1;
  const count = Math.min(MAX_FRAMES, last + 1);
  const frames = new Set(Array.from({ length: count }, (_, index) => Math.round((index * last) / Math.max(1, count - 1))));
  for (const frame of frames) {
    if (findings.length >= MAX_DISTINCT) return;
    const element = h(Thumbnail, {
      component: composition.component,
      inputProps: props,
      durationInFrames: settings.durationInFrames,
      fps: settings.fps,
      compositionWidth: settings.width,
      compositionHeight: settings.height,
      frameToDisplay: frame,
      noSuspense: true,
    });
    await renderOne(element, frame);
  }
}

/** @param {import('react').ReactElement} element @param {number} frame @returns {Promise<void>} */
function renderOne(element, frame) {
  return new Promise((done) => {
    const sink = new Writable({ write: (_chunk, _encoding, next) => next(), final: (next) => (next(), done()) });
    const stream = renderToPipeableStream(element, {
      onError: (error) => add(error, frame),
      onAllReady: () => stream.pipe(sink),
      onShellError: () => done(),
    });
    setTimeout(() => stream.abort(new Error('Rendering this frame took over 5 s.')), FRAME_MS).unref();
  });
}

/** One finding for each distinct fault, with the first frame at which it occurs. @param {unknown} thrown @param {number} [frame] */
function add(thrown, frame) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (BROWSER_ONLY.test(error.message)) return;
  vite.ssrFixStacktrace(error);
  const where = placeOf(error);
  const known = findings.some((f) => f.line === where.line && f.file === where.file && f.message.replace(/\d+/g, '') === error.message.replace(/\d+/g, ''));
  if (!known) findings.push({ severity: 'error', message: error.message.slice(0, 2000), ...where, ...(frame === undefined ? {} : { frame }) });
}

/** @param {Error & { loc?: { file?: string, line: number, column: number } }} error */
function placeOf(error) {
  const prefix = `${PROJECT}/`;
  if (error.loc?.file?.startsWith(prefix)) {
    return { file: error.loc.file.slice(prefix.length), line: error.loc.line, column: error.loc.column + 1 };
  }
  for (const line of (error.stack ?? '').split('\n')) {
    const match = /\(?(?:file:\/\/)?(\/[^()\s]+?)(?:\?[^:()]*)?:(\d+):(\d+)\)?$/.exec(line.trim());
    if (match?.[1]?.startsWith(prefix)) return { file: match[1].slice(prefix.length), line: Number(match[2]), column: Number(match[3]) };
  }
  return {};
}
