// The control API on a Unix socket, for the agent alone (docs/contracts.md). JSON in, JSON out, problems on error.
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

const MAX_BODY_BYTES = 64 * 1024;

export class ControlError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export type Handler = (body: Record<string, unknown>, query: URLSearchParams) => Promise<unknown>;
/** Keys are `METHOD /path`. */
export type Routes = Record<string, Handler>;

/** Listens at once; the socket may be used by this user and group only. */
export function serveControl(socketPath: string, routes: Routes): Server {
  const server = createServer((req, res) => void answer(routes, req, res));
  rmSync(socketPath, { force: true });
  server.listen(socketPath, () => chmodSync(socketPath, 0o660));
  return server;
}

async function answer(routes: Routes, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://control');
  try {
    const handler = routes[`${req.method} ${url.pathname}`];
    if (!handler) throw new ControlError(404, 'not_found', `No route ${req.method} ${url.pathname}.`);
    send(res, 200, await handler(await readJson(req), url.searchParams));
  } catch (error) {
    if (!(error instanceof ControlError)) console.error(error);
    const { status, code } = error instanceof ControlError ? error : { status: 500, code: 'internal' };
    send(res, status, { type: `urn:storydream:problem:${code}`, title: code, status, code, detail: (error as Error).message });
  }
}

function send(res: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  res.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }).end(text);
}

async function readJson(req: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new ControlError(413, 'too_large', 'The request is too large.');
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch {
    // answered below like any other body that isn't an object
  }
  throw new ControlError(400, 'malformed', 'The body is not a JSON object.');
}
