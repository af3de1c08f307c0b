// Puts the guard in front of Vite: every request and every upgrade passes here first.
import { realpathSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import type { Connect, HttpServer, WebSocket as ViteSocket } from 'vite';
import { type Grant, type Guard, type Refusal, setCookie } from './guard.ts';
import { noAccessPage } from './no-access.ts';

const MAX_MESSAGE_BYTES = 64 * 1024;
// What a page may send over Vite's channel. Everything else, `vite:invoke` above all, is dropped.
const ALLOWED_EVENTS = /^(storydream:[a-z-]+|vite:invalidate)$/;
// Vite's own helpers (open an editor on the server, inspect) and git's files are nobody's business.
const FORBIDDEN_PATH = /(^|\/)(__[^/]*|\.git|\.env[^/]*)(\/|$)/i;

export class Gate {
  readonly #sockets = new Map<string, Set<ViteSocket>>();
  readonly #grants = new WeakMap<ViteSocket, Grant>();
  /** Requests over the platform's own socket: no page of a user's can reach it, so they need no ticket. */
  readonly #inner = new WeakSet<IncomingMessage>();

  /** `served` are the folders (real paths) that may be read from; a link that leads out of them is not followed. */
  constructor(
    private readonly guard: Guard,
    private readonly appOrigin: string,
    private readonly served: readonly string[],
    private readonly publicDir: string,
  ) {}

  /** Who is behind a connected page. */
  grantOf(socket: ViteSocket): Grant | undefined {
    return this.#grants.get(socket);
  }

  /** Cut the sockets opened with a cookie. */
  cut(cookie: string): void {
    for (const socket of this.#sockets.get(cookie) ?? []) socket.close(4403, 'access ended');
    this.#sockets.delete(cookie);
  }

  /** Let a request pass without a ticket. Only for what came over a socket that no page can reach. */
  admit(req: IncomingMessage): void {
    this.#inner.add(req);
  }

  isInner(req: IncomingMessage): boolean {
    return this.#inner.has(req);
  }

  readonly middleware: Connect.NextHandleFunction = (req, res, next) => {
    this.#secure(req, res);
    const url = new URL(req.url ?? '/', 'http://preview');
    if (this.#inner.has(req)) {
      this.#serve(url, res, next);
      return;
    }
    const ticket = url.searchParams.get('ticket');
    if (!this.guard.hostAllowed(req.headers.host)) {
      this.#refuse(res, this.guard.session ? 'wrong-host' : 'no-session');
      return;
    }
    if (ticket !== null && url.pathname === '/') {
      void this.#redeem(ticket, res);
      return;
    }
    const access = this.guard.check(req.headers.cookie);
    if ('refusal' in access) {
      this.#refuse(res, access.refusal);
      return;
    }
    this.#serve(url, res, next);
  };

  #serve(url: URL, res: ServerResponse, next: Connect.NextFunction): void {
    if (isForbidden(url.pathname) || this.#leadsOut(url.pathname)) {
      res.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found');
      return;
    }
    next();
  }

  /** Takes over the server's upgrades: only a page with a cookie reaches Vite's listener. */
  guardUpgrades(server: HttpServer): void {
    const listeners = server.listeners('upgrade');
    server.removeAllListeners('upgrade');
    server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
      const access = this.guard.check(req.headers.cookie);
      if ('refusal' in access || !this.guard.hostAllowed(req.headers.host)) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      for (const listener of listeners) listener.call(server, req, socket, head);
    });
  }

  /** Call for each socket Vite has accepted, before any message of it is read. */
  register(socket: ViteSocket, req: IncomingMessage): void {
    const access = this.guard.check(req.headers.cookie);
    if ('refusal' in access) {
      socket.close(4403, access.refusal);
      return;
    }
    const { cookie, grant } = access;
    this.#grants.set(socket, grant);
    const peers = this.#sockets.get(cookie) ?? new Set();
    this.#sockets.set(cookie, peers.add(socket));
    socket.on('close', () => peers.delete(socket));
    filterMessages(socket);
  }

  #leadsOut(pathname: string): boolean {
    const served = decodeURIComponent(pathname);
    const file = served.startsWith('/@fs/') ? served.slice('/@fs'.length) : path.join(this.publicDir, served);
    let real: string;
    try {
      real = realpathSync(file);
    } catch {
      return false; // there is no such file
    }
    return !this.served.some((folder) => real === folder || real.startsWith(`${folder}/`));
  }

  async #redeem(ticket: string, res: ServerResponse): Promise<void> {
    const outcome = await this.guard.redeem(ticket);
    if ('refusal' in outcome) this.#refuse(res, outcome.refusal);
    else res.writeHead(302, { Location: '/', 'Set-Cookie': setCookie(outcome.cookie) }).end();
  }

  #refuse(res: ServerResponse, reason: Refusal): void {
    res.writeHead(403, { 'Content-Type': 'text/html; charset=utf-8' }).end(noAccessPage(reason, this.appOrigin));
  }

  #secure(req: IncomingMessage, res: ServerResponse): void {
    res.setHeader('Content-Security-Policy', `frame-ancestors ${this.appOrigin}`);
    res.setHeader('Origin-Agent-Cluster', '?1');
    res.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    res.setHeader('X-Content-Type-Options', 'nosniff');
    res.setHeader('Referrer-Policy', 'no-referrer');
    // Pre-bundled packages are addressed by their hash; everything else is the user's work and must not stay behind.
    if (!/\/vite-cache\/deps\/[^?]+\?v=/.test(req.url ?? '')) pinNoStore(res);
  }
}

function isForbidden(pathname: string): boolean {
  try {
    return FORBIDDEN_PATH.test(decodeURIComponent(pathname));
  } catch {
    return true;
  }
}

function pinNoStore(res: ServerResponse): void {
  const writeHead = res.writeHead.bind(res) as (...args: unknown[]) => ServerResponse;
  res.writeHead = ((status: number, ...rest: unknown[]) => {
    const headers = rest.find((part) => typeof part === 'object' && part !== null) as Record<string, unknown> | undefined;
    for (const name of Object.keys(headers ?? {})) if (name.toLowerCase() === 'cache-control') delete headers?.[name];
    res.setHeader('Cache-Control', 'no-store');
    return writeHead(status, ...rest);
  }) as typeof res.writeHead;
}

function filterMessages(socket: ViteSocket): void {
  const emit = socket.emit.bind(socket);
  socket.emit = (event: string | symbol, ...args: unknown[]) =>
    event === 'message' && !isAllowedMessage(args[0]) ? true : emit(event as 'message', ...(args as [never, never]));
}

function isAllowedMessage(raw: unknown): boolean {
  const text = String(raw);
  if (text.length > MAX_MESSAGE_BYTES) return false;
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message !== 'object' || message === null) return false;
    const { type, event } = message as { type?: unknown; event?: unknown };
    return type === 'ping' || (type === 'custom' && typeof event === 'string' && ALLOWED_EVENTS.test(event));
  } catch {
    return false;
  }
}
