// Speaks the DevTools protocol with a browser over two pipes (`--remote-debugging-pipe`): no port that others could reach.

/** Something the browser, or the page in it, did not do; the message is for the agent. */
export class EyesError extends Error {
  /** @param {'page_failed' | 'too_slow' | 'browser_ended' | 'no_composition' | 'invalid' | 'gave_way'} code @param {string} message @param {{ stack?: string, frame?: number }} [more] */
  constructor(code, message, more = {}) {
    super(message);
    this.code = code;
    this.pageStack = more.stack;
    this.frame = more.frame;
  }
}

const MAX_MESSAGE = 64 * 1024 * 1024; // a page may answer with anything

/** @typedef {{ resolve: (value: any) => void, reject: (error: Error) => void, timer: NodeJS.Timeout }} Waiting */

export class Cdp {
  #id = 0;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  #rest = '';
  #ended = false;

  /** @param {NodeJS.WritableStream} toBrowser @param {NodeJS.ReadableStream} fromBrowser */
  constructor(toBrowser, fromBrowser) {
    this.toBrowser = toBrowser;
    toBrowser.on('error', () => this.end());
    fromBrowser.on('error', () => this.end());
    fromBrowser.on('data', (/** @type {Buffer} */ chunk) => this.#read(chunk.toString('utf8')));
    fromBrowser.on('close', () => this.end());
  }

  /** Rejects with `too_slow` after `ms`: a page that runs without an end never answers.
   * @param {string} method @param {object} params @param {{ session?: string | undefined, ms: number }} options @returns {Promise<any>} */
  send(method, params, { session, ms }) {
    if (this.#ended) return Promise.reject(new EyesError('browser_ended', 'The browser has ended.'));
    const id = ++this.#id;
    this.toBrowser.write(`${JSON.stringify({ id, method, params, ...(session ? { sessionId: session } : {}) })}\0`);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new EyesError('too_slow', `The page did not answer within ${Math.round(ms / 1000)} s.`));
      }, ms);
      this.#waiting.set(id, { resolve, reject, timer });
    });
  }

  end() {
    this.#ended = true;
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new EyesError('browser_ended', 'The browser has ended.'));
    }
    this.#waiting.clear();
  }

  /** @param {string} text */
  #read(text) {
    const parts = text.split('\0');
    parts[0] = this.#rest + parts[0];
    this.#rest = parts.pop() ?? '';
    if (this.#rest.length > MAX_MESSAGE) this.end();
    for (const part of parts) this.#take(JSON.parse(part));
  }

  /** @param {{ id?: number, result?: unknown, error?: { message: string } }} message */
  #take({ id, result, error }) {
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (id === undefined || !waiting) return; // an event, or an answer that nobody waits for any more
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    if (error) waiting.reject(new EyesError('page_failed', error.message));
    else waiting.resolve(result);
  }
}
