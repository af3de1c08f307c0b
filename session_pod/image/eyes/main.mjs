// The eyes of a pod: a process of its own, shut in without a network, that keeps a headless Chromium on the project's
// video. Vite asks it over a Unix socket; one job at a time. User code can only reach what this page can: Vite's files.
import { randomBytes } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { Browser, BY_ITSELF } from './browser.mjs';
import { EyesError } from './cdp.mjs';
import { COOKIE, openDoor } from './door.mjs';
import { evaluate, VideoTab } from './video.mjs';

/** @typedef {import('./video.mjs').Composition} Composition */
/** @typedef {{ browser: Browser, video: VideoTab, desk: string, version: VideoTab | null }} Open */

const FOLDER = process.env['STORYDREAM_EYES_DIR'] ?? '';
const MEMORY_MB = Number(process.env['STORYDREAM_EYES_MEMORY_MB'] || 640);
const DESK_MS = 20_000;
const MAX_BODY = 1024 * 1024;
const SHEET_BYTES = 176 * 1024; // rides in one frame of the event socket
const GAP = 4;
const STRIP_MS = 20_000; // of drawing: what isn't drawn by then is left out
const GRID_SECONDS = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600];
const GRID_MAX = 13;
const TILE_QUALITY = 92; // it is pressed once more, with the whole strip

const secret = randomBytes(24).toString('base64url');
const origin = await openDoor(path.join(FOLDER, 'vite.sock'), secret);
/** @type {Promise<Open> | null} */
let opening = null;
/** @type {Promise<unknown>} */
let busy = Promise.resolve();
/** Jobs that have not begun yet. */
let waiting = 0;

/** @returns {Promise<Open>} */
async function start() {
  const browser = await Browser.start(MEMORY_MB);
  try {
    const cookie = { name: COOKIE, value: secret, url: origin, httpOnly: true, sameSite: 'Strict' };
    await browser.cdp.send('Storage.setCookies', { cookies: [cookie] }, { ms: DESK_MS });
    return { browser, video: await VideoTab.open(browser, origin), desk: await browser.tab(`${origin}/eyes/desk.html`), version: null };
  } catch (error) {
    browser.kill('The browser did not start.');
    throw error;
  }
}

/** Runs `work` with a browser. One that has ended is started anew, once: it may have died since the last job.
 * @template Value @param {(open: Open) => Promise<Value>} work @returns {Promise<Value>} */
async function withBrowser(work) {
  for (let attempt = 1; ; attempt++) {
    if (opening && (await opening).browser.endedBecause !== null) opening = null; // it ended between two jobs
    opening ??= start().catch((error) => {
      opening = null;
      throw error;
    });
    const open = await opening;
    try {
      return await work(open);
    } catch (error) {
      const { browser } = open;
      if (error instanceof EyesError && error.code === 'browser_ended') {
        browser.kill(BY_ITSELF); // its pipe is shut: whatever is left of it is of no use
        await browser.gone;
      }
      const { endedBecause } = browser;
      if (endedBecause === null) throw error;
      opening = null;
      if (attempt === 1 && endedBecause === BY_ITSELF) continue;
      throw new EyesError('too_slow', endedBecause, error instanceof EyesError && error.frame !== undefined ? { frame: error.frame } : {});
    }
  }
}

/** @param {Open} open @param {string} call @param {unknown[]} parts @returns {Promise<any>} */
async function atDesk({ browser, desk }, call, ...parts) {
  const expression = `new Promise((done) => { const look = () => window.desk ? done() : setTimeout(look, 5); look(); }).then(() => desk.${call}(${parts.map((part) => JSON.stringify(part)).join()}))`;
  try {
    return await evaluate(browser, desk, expression, DESK_MS);
  } catch (error) {
    if (error instanceof EyesError && error.code === 'too_slow') browser.kill('A file took too long to open.');
    throw error;
  }
}

/** @type {Record<string, (open: Open, body: any) => Promise<unknown>>} */
const JOBS = {
  '/warm': async ({ video }, { version }) => ({ composition: await video.load(version) }),

  '/sheet': async (open, { version, frames, count, from, to, width }) => {
    const composition = await open.video.load(version);
    const chosen = frames ? inside(frames, composition) : spread(count, from, to, composition);
    const plan = layout(chosen.length, composition, width);
    await open.video.size(plan.cellWidth / composition.width);
    const cells = [];
    for (const frame of chosen) {
      await open.video.seek(frame);
      cells.push({ jpeg: await open.video.picture('jpeg'), label: `${timecode(frame, composition.fps)}  frame ${frame}` });
    }
    const sheet = await atDesk(open, 'sheet', { ...plan, cells, maxBytes: SHEET_BYTES });
    return { composition, frames: chosen, ...sheet };
  },

  // What is in each frame. The first that fails ends it: a video that throws has nothing more to show.
  '/observe': async ({ video }, { version, count }) => {
    const composition = await video.load(version);
    const samples = [];
    for (const frame of spread(count, undefined, undefined, composition)) {
      try {
        samples.push({ frame, ...(await video.seek(frame, true)) });
      } catch (error) {
        if (!(error instanceof EyesError) || error.code !== 'page_failed') throw error;
        return { composition, samples, failure: { message: error.message, stack: error.pageStack, frame } };
      }
    }
    return { composition, samples };
  },

  '/contrast': async (open, { version, spots }) => {
    const composition = await open.video.load(version);
    const scale = Math.min(1, 640 / Math.max(composition.width, composition.height));
    await open.video.size(scale);
    await open.video.hideTexts(true);
    const ratios = [];
    try {
      for (const { frame, items } of spots) {
        await open.video.seek(frame);
        ratios.push(await atDesk(open, 'contrast', await open.video.picture('png'), scale, items));
      }
    } finally {
      await open.video.hideTexts(false);
    }
    return { ratios };
  },

  // What is in frames of another version of the project, which is left open for its strip.
  '/version': async (open, { staticBase }) => {
    giveWay();
    await closeVersion(open);
    open.version = await VideoTab.open(open.browser, origin, staticBase);
    const composition = await open.version.load('', 'version');
    const samples = [];
    for (const frame of grid(composition)) {
      giveWay();
      samples.push({ frame, ...(await open.version.seek(frame, true)) });
    }
    return { composition, samples };
  },

  '/strip': async (open, { frames, columns, tileWidth, tileHeight, tileScale, posterScale, maxBytes }) => {
    const { version } = open;
    if (!version) throw new EyesError('gave_way', 'The version is not open any more.');
    try {
      const until = performance.now() + STRIP_MS;
      const drawn = [];
      await version.size(tileScale);
      for (const frame of frames) {
        giveWay();
        if (performance.now() > until) break;
        await version.seek(frame);
        drawn.push({ frame, jpeg: await version.picture('jpeg', TILE_QUALITY) });
      }
      const poster = mostTelling(drawn);
      await version.size(posterScale);
      await version.seek(poster);
      const plan = { tiles: drawn.map(({ jpeg }) => jpeg), columns, tileWidth, tileHeight, maxBytes };
      return { frames: drawn.map(({ frame }) => frame), strip: await atDesk(open, 'strip', plan), poster: await version.picture('jpeg') };
    } finally {
      await closeVersion(open);
    }
  },

  '/asset': (open, { version, url, kind }) => atDesk(open, 'inspect', fresh(url, version), kind),
  '/seconds': async (open, { version, urls }) => {
    return { seconds: await atDesk(open, 'secondsOf', urls.map((/** @type {string} */ url) => fresh(url, version))) };
  },
};

/** What nobody waits for makes room for what somebody does. */
function giveWay() {
  if (waiting > 0) throw new EyesError('gave_way', 'Something more urgent is to be looked at.');
}

/** @param {Open} open */
async function closeVersion(open) {
  const { version } = open;
  open.version = null;
  if (version && open.browser.endedBecause === null) await version.close();
}

/** Frames by the clock, so that versions of other lengths have the same, and the last one. What the composition says is
 * the project's own word: however it lies, there are few. @param {Composition} composition */
function grid({ fps, durationInFrames }) {
  const step = GRID_SECONDS.find((seconds) => durationInFrames / (seconds * fps) <= GRID_MAX);
  if (step === undefined) return spread(GRID_MAX, undefined, undefined, { durationInFrames });
  const count = Math.min(GRID_MAX, Math.ceil(durationInFrames / (step * fps)));
  const frames = Array.from({ length: count }, (_, index) => Math.round(index * step * fps));
  return [...new Set([...frames, durationInFrames - 1])];
}

/** The frame with the most to see: what a JPEG is largest of, but for the first, which is often half faded in.
 * @param {{ frame: number, jpeg: string }[]} drawn @returns {number} */
function mostTelling(drawn) {
  const later = drawn.length > 1 ? drawn.slice(1) : drawn;
  return later.reduce((best, next) => (next.jpeg.length > best.jpeg.length ? next : best)).frame;
}

/** A tab remembers media by their address, whatever the headers say. @param {string} url @param {string} version */
function fresh(url, version) {
  return `${url}?v=${version.slice(0, 16)}`;
}

/** @param {number[]} frames @param {Composition} composition */
function inside(frames, { durationInFrames }) {
  const beyond = frames.find((frame) => frame >= durationInFrames);
  if (beyond !== undefined) {
    throw new EyesError('invalid', `There is no frame ${beyond}: the video has ${durationInFrames} frames, 0 to ${durationInFrames - 1}.`);
  }
  return frames;
}

/** Frames spread over a part of the video, with its first and its last. @param {number} count @param {number | undefined} from @param {number | undefined} to @param {{ durationInFrames: number }} composition */
function spread(count, from = 0, to, { durationInFrames }) {
  const first = Math.min(from, durationInFrames - 1);
  const last = Math.max(first, Math.min(to ?? durationInFrames - 1, durationInFrames - 1));
  const many = Math.min(count, last - first + 1);
  const frames = Array.from({ length: many }, (_, index) => Math.round(first + (index * (last - first)) / Math.max(1, many - 1)));
  return [...new Set(frames)];
}

/** As square a grid as can be, at most `width` on its longest side. @param {number} count @param {Composition} composition @param {number} width */
function layout(count, composition, width) {
  const aspect = composition.width / composition.height;
  const columns = Math.min(count, Math.max(1, Math.round(Math.sqrt(count / aspect) * (aspect > 1 ? 1.3 : 1))));
  const rows = Math.ceil(count / columns);
  const across = (width - GAP * (columns - 1)) / columns;
  const down = (width - rows * 30) / rows;
  const cellWidth = Math.max(16, Math.floor(Math.min(across, down * aspect, composition.width)));
  return { columns, cellWidth, cellHeight: Math.max(16, Math.round(cellWidth / aspect)) };
}

/** @param {number} frame @param {number} fps */
function timecode(frame, fps) {
  const hundredths = Math.round((frame / fps) * 100);
  const pad = (/** @type {number} */ value) => String(value).padStart(2, '0');
  return `${Math.floor(hundredths / 6000)}:${pad(Math.floor(hundredths / 100) % 60)}.${pad(hundredths % 100)}`;
}

const server = createServer((req, res) => {
  /** @param {number} status @param {unknown} body */
  const send = (status, body) => {
    const text = JSON.stringify(body);
    res.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }).end(text);
  };
  const job = JOBS[req.url ?? ''];
  if (req.method === 'GET') return send(200, { pid: process.pid });
  if (!job) return send(404, { code: 'not_found', message: 'No such job.' });
  let text = '';
  req.setEncoding('utf8');
  req.on('data', (part) => {
    text += part;
    if (text.length > MAX_BODY) req.destroy();
  });
  req.on('end', () => {
    waiting += 1;
    const done = busy.then(() => {
      waiting -= 1;
      return withBrowser((open) => job(open, JSON.parse(text)));
    });
    busy = done.catch(() => undefined);
    done.then(
      (value) => send(200, value),
      (error) => {
        const { code = 'page_failed', pageStack, frame } = /** @type {Partial<EyesError>} */ (error);
        send(422, { code, message: String(error.message).slice(0, 2000), ...(pageStack ? { stack: pageStack } : {}), ...(frame === undefined ? {} : { frame }) });
      },
    );
  });
});
const socket = path.join(FOLDER, 'eyes.sock');
rmSync(socket, { force: true });
server.listen(socket, () => chmodSync(socket, 0o660));

const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(1);
}, 1000).unref();
process.once('exit', () => void opening?.then(({ browser }) => browser.kill('The pod ends.')));
for (const name of /** @type {const} */ (['SIGTERM', 'SIGINT'])) {
  process.once(name, () => {
    void (opening ?? Promise.resolve(null)).then((open) => open?.browser.kill('The pod ends.')).finally(() => process.exit(0));
  });
}
