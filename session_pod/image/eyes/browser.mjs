// One headless Chromium: started when it is needed, watched for its memory, ended whole.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Cdp, EyesError } from './cdp.mjs';

// The shell costs a third of the whole browser's CPU and starts in half the time.
const PROGRAMS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const BY_ITSELF = 'The browser ended by itself.';
const START_MS = 20_000;
const WATCH_MS = 1000;
const FLAGS = [
  '--headless',
  '--no-sandbox', // bubblewrap or the container is the sandbox; Chromium's own wants privileges that neither gives
  '--remote-debugging-pipe',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-sync',
  '--disable-domain-reliability',
  '--disable-features=Translate,MediaRouter,OptimizationHints,BackForwardCache,AudioServiceOutOfProcess',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-breakpad',
  '--no-first-run',
  '--no-zygote',
  '--mute-audio',
  '--hide-scrollbars',
  '--force-color-profile=srgb',
  '--font-render-hinting=none', // as the export's
  '--disable-gpu',
  '--enable-unsafe-swiftshader',
  '--renderer-process-limit=2',
  '--js-flags=--max-old-space-size=512',
  // Not a name, not an address but our own door is ever reached, whatever the container lets out.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

export class Browser {
  /** Set once it has ended: why, in words for the agent. @type {string | null} */
  endedBecause = null;

  /** @param {import('node:child_process').ChildProcess} process @param {Cdp} cdp @param {string} profile @param {number} memoryMb */
  constructor(process, cdp, profile, memoryMb) {
    this.process = process;
    this.cdp = cdp;
    /** Resolves once nothing of it is left to wait for. @type {Promise<void>} */
    this.gone = new Promise((resolve) => process.once('exit', () => resolve()));
    process.once('exit', () => {
      clearInterval(watch);
      this.endedBecause ??= BY_ITSELF;
      cdp.end();
      // Its children may write there for a moment longer; what then stays goes with the sandbox's /tmp.
      rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }).catch(() => undefined);
    });
    const watch = setInterval(() => {
      const used = process.pid ? usedMb(process.pid) : 0;
      if (used > memoryMb) this.kill(`The video needs over ${memoryMb} MB of memory to be drawn.`);
    }, WATCH_MS);
    watch.unref();
  }

  /** @param {number} memoryMb @returns {Promise<Browser>} */
  static async start(memoryMb) {
    const program = PROGRAMS.find((candidate) => existsSync(candidate));
    if (!program) throw new EyesError('browser_ended', 'There is no Chromium on this machine.');
    const profile = mkdtempSync(path.join(os.tmpdir(), 'eyes-'));
    const child = spawn(program, [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      detached: true, // a group of its own, so that it ends with all its children
    });
    child.on('error', () => undefined); // told as an exit
    const [, , , toBrowser, fromBrowser] = child.stdio;
    const cdp = new Cdp(/** @type {NodeJS.WritableStream} */ (toBrowser), /** @type {NodeJS.ReadableStream} */ (fromBrowser));
    const browser = new Browser(child, cdp, profile, memoryMb);
    await cdp.send('Browser.getVersion', {}, { ms: START_MS });
    return browser;
  }

  /** @param {string} because */
  kill(because) {
    this.endedBecause ??= because;
    try {
      if (this.process.pid) process.kill(-this.process.pid, 'SIGKILL');
    } catch {
      // it has ended
    }
  }

  /** A new tab; → the session to speak with it. @param {string} url @returns {Promise<string>} */
  async tab(url) {
    const { targetId } = await this.cdp.send('Target.createTarget', { url: 'about:blank' }, { ms: START_MS });
    const { sessionId } = await this.cdp.send('Target.attachToTarget', { targetId, flatten: true }, { ms: START_MS });
    await this.cdp.send('Page.enable', {}, { session: sessionId, ms: START_MS });
    await this.cdp.send('Runtime.enable', {}, { session: sessionId, ms: START_MS });
    if (url) await this.cdp.send('Page.navigate', { url }, { session: sessionId, ms: START_MS });
    return sessionId;
  }
}

/** Proportional memory of a process and all that descend from it. @param {number} pid @returns {number} */
export function usedMb(pid) {
  let kb = 0;
  const waiting = [pid];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    try {
      kb += sizeKb(`/proc/${next}/smaps_rollup`, /^Pss:\s+(\d+)/m) ?? sizeKb(`/proc/${next}/status`, /^VmRSS:\s+(\d+)/m) ?? 0;
      for (const task of readdirSync(`/proc/${next}/task`)) {
        const children = readFileSync(`/proc/${next}/task/${task}/children`, 'utf8');
        waiting.push(...children.split(' ').filter(Boolean).map(Number));
      }
    } catch {
      // it ended while it was looked at
    }
  }
  return kb / 1024;
}

/** Null where the kernel doesn't tell; gVisor's knows of no shares. @param {string} file @param {RegExp} pattern @returns {number | null} */
function sizeKb(file, pattern) {
  try {
    return Number(pattern.exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
  } catch {
    return null;
  }
}
