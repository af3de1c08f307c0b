// Asks the eyes (eyes/main.mjs), the headless browser on the project's video, and serves it Vite over a socket of its own.
import { createHash } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import path from 'node:path';
import type { Connect } from 'vite';
import type { Gate } from './gate.ts';
import { openEyes, restartEyes } from './runner-client.ts';

const JOB_MS = 40_000; // a page that answers late each time; one that doesn't answer at all is ended by the eyes
const OPEN_MS = 3000; // the session's opening and the preview's first picture come first: a browser's start takes 2 s of CPU
const REFRESH_MS = 500; // agents and users write several files in a row
const MAX_FILES = 5000;
const MAX_ANSWER = 64 * 1024 * 1024;

/** Why there is no picture, in words for the agent; `stack` is of served code. */
export class NotSeen extends Error {
  constructor(
    readonly code: 'page_failed' | 'too_slow' | 'browser_ended' | 'no_composition' | 'invalid' | 'gave_way',
    message: string,
    readonly stackInPage?: string,
    readonly frame?: number,
  ) {
    super(message);
  }
}

export type Job = '/warm' | '/sheet' | '/observe' | '/version' | '/strip' | '/contrast' | '/asset' | '/seconds';

export class Eyes {
  #opened: Promise<void> | null = null;
  #version = '';
  #refreshing: NodeJS.Timeout | undefined;
  readonly #socket: string;

  /** `changed` is called when the project's files are others than at the last job. */
  constructor(
    eyesDir: string,
    private readonly runnerSocket: string,
    private readonly projectDir: string,
    private readonly changed: () => void,
  ) {
    this.#socket = path.join(eyesDir, 'eyes.sock');
  }

  /** Starts them in the background, soon, and lets them load the video; harmless when they run. */
  open(): void {
    setTimeout(() => {
      this.ask('/warm', {}).catch(() => undefined); // told to whoever asks for a picture
    }, OPEN_MS).unref();
  }

  /** Files have changed: the video is loaded anew while nobody waits for it, once they have been still for a moment. */
  refresh(): void {
    clearTimeout(this.#refreshing);
    if (!this.#opened) return;
    this.#refreshing = setTimeout(() => {
      this.ask('/warm', {}).catch(() => undefined); // told to whoever asks for a picture
    }, REFRESH_MS).unref();
  }

  /** Rejects with NotSeen. Files that were written just before are seen. */
  async ask<Answer>(job: Job, body: object): Promise<Answer> {
    this.#opened ??= openEyes(this.runnerSocket).catch((error: unknown) => {
      this.#opened = null;
      throw error;
    });
    const version = await versionOf(this.projectDir);
    if (version !== this.#version) this.changed();
    this.#version = version;
    try {
      await this.#opened;
      return await this.#post<Answer>(job, { ...body, version });
    } catch (error) {
      if (error instanceof NotSeen) throw error;
      this.#opened = null; // they have died: the runner starts them again
      throw new NotSeen('browser_ended', `The browser that looks at the video isn't there: ${(error as Error).message}. Try again.`);
    }
  }

  #post<Answer>(job: Job, body: object): Promise<Answer> {
    const text = JSON.stringify(body);
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
    return new Promise((resolve, reject) => {
      const req = request({ socketPath: this.#socket, path: job, method: 'POST', headers }, (res) => {
        const chunks: Buffer[] = [];
        let size = 0;
        res.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_ANSWER) res.destroy(new Error('the answer is too large'));
          else chunks.push(chunk);
        });
        res.on('error', reject);
        res.on('end', () => {
          const answer = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Answer & { code: NotSeen['code']; message: string; stack?: string; frame?: number };
          if (res.statusCode === 200) resolve(answer);
          else reject(new NotSeen(answer.code, answer.message, answer.stack, answer.frame));
        });
      });
      const timer = setTimeout(() => {
        void restartEyes(this.runnerSocket).catch(() => undefined);
        req.destroy();
        reject(new NotSeen('too_slow', `Drawing the frames took over ${JOB_MS / 1000} s.`));
      }, JOB_MS);
      req.on('error', reject);
      req.on('close', () => clearTimeout(timer));
      req.end(text);
    });
  }
}

/** Vite as the eyes' browser reaches it: the same files, and no ticket, as nobody else can come this way. */
export function serveEyes(eyesDir: string, gate: Gate, middlewares: Connect.Server): Server {
  const socket = path.join(eyesDir, 'vite.sock');
  const server = createServer((req, res) => {
    gate.admit(req);
    middlewares(req, res);
  });
  rmSync(socket, { force: true });
  server.listen(socket, () => chmodSync(socket, 0o660));
  return server;
}

/** Names the state of the files that a video is made of. */
async function versionOf(projectDir: string): Promise<string> {
  const hash = createHash('sha256');
  let count = 0;
  for (const folder of ['src', 'public']) {
    const entries = await readdir(path.join(projectDir, folder), { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    for (const file of files.sort()) {
      if (++count > MAX_FILES) break;
      const found = await stat(file).catch(() => null); // it may go while we look
      hash.update(`${file}\0${found?.size}\0${found?.mtimeMs}\0`);
    }
  }
  return hash.digest('hex');
}
