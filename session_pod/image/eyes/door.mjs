// The browser's only way to Vite: an HTTP door on the loopback of this sandbox, behind it the inner Unix socket.
import { createServer, request } from 'node:http';

export const COOKIE = 'storydream-eyes';
const PASSED_ON = ['accept', 'range', 'if-none-match', 'content-type'];
const SILENCE_MS = 20_000;

/**
 * Where there is no network namespace others on this machine could knock, too: only who knows `secret` is let in, by a
 * cookie that the driver gives to its browser and that no script can read.
 * @param {string} viteSocket @param {string} secret @returns {Promise<string>} the origin
 */
export function openDoor(viteSocket, secret) {
  const server = createServer((req, res) => {
    if (!req.headers.cookie?.split('; ').includes(`${COOKIE}=${secret}`) || req.headers.host !== `127.0.0.1:${port()}`) {
      res.writeHead(403).end();
      return;
    }
    const headers = Object.fromEntries(PASSED_ON.filter((name) => req.headers[name]).map((name) => [name, req.headers[name]]));
    const inner = request(
      { socketPath: viteSocket, path: req.url, method: req.method, headers: { ...headers, host: req.headers.host }, timeout: SILENCE_MS },
      (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
        answer.on('error', () => res.destroy());
      },
    );
    inner.on('timeout', () => inner.destroy());
    inner.on('error', () => (res.headersSent ? res.destroy() : res.writeHead(502).end()));
    req.pipe(inner);
  });
  const port = () => /** @type {import('node:net').AddressInfo} */ (server.address()).port;
  // Vite's client wants a socket for updates. The driver loads the page anew instead, so that no old state is left in it.
  server.on('upgrade', (_req, socket) => socket.destroy());
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${port()}`)));
}
