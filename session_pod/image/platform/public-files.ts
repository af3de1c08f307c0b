// Files of public/: all of them for the eyes, pictures, sounds and the like for everybody. Vite serves those that its watcher
// knows of, which may be a second after they were written, and none where the platform has a folder of that name, as of
// `sounds`; the eyes look right after, and an upload may be on its way into the folder when a page asks for it.
import { createReadStream, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Connect } from 'vite';
import { inProject } from './locate.ts';
import { uploadNames } from './looking.ts';

const TYPES: Record<string, string> = {
  '.avif': 'image/avif', '.bmp': 'image/bmp', '.gif': 'image/gif', '.jpeg': 'image/jpeg', '.jpg': 'image/jpeg', '.png': 'image/png',
  '.svg': 'image/svg+xml', '.webp': 'image/webp', '.aac': 'audio/aac', '.flac': 'audio/flac', '.m4a': 'audio/mp4', '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg', '.opus': 'audio/ogg', '.wav': 'audio/wav', '.m4v': 'video/mp4', '.mkv': 'video/x-matroska', '.mov': 'video/quicktime',
  '.mp4': 'video/mp4', '.webm': 'video/webm', '.otf': 'font/otf', '.ttf': 'font/ttf', '.woff': 'font/woff', '.woff2': 'font/woff2',
  '.css': 'text/css', '.glb': 'model/gltf-binary', '.gltf': 'model/gltf+json', '.json': 'application/json', '.txt': 'text/plain', '.vtt': 'text/vtt',
};

const UPLOADS = '/uploads/';
const ARRIVES_MS = 15_000; // 100 MB take about as long
const LOOK_MS = 100;

/** To be used behind the gate, which has refused links that lead out; `isInner` says whether the eyes ask. What lies below
 * `prefix` is another folder's. */
export function publicFiles(
  publicDir: string,
  other: { prefix: string; dir: string },
  isInner: (req: Connect.IncomingMessage) => boolean,
): Connect.NextHandleFunction {
  return (req, res, next) => {
    const url = req.url ?? '/';
    const [dir, file] = url.startsWith(`${other.prefix}/`) ? [other.dir, url.slice(other.prefix.length)] : [publicDir, url];
    if (req.method !== 'GET' || !(isInner(req) || isMedia(url))) {
      next();
      return;
    }
    arrived(dir, file).then((found) => {
      if (res.destroyed) return;
      if (found) send(res, found, req.headers.range);
      else next();
    }, next);
  };
}

/** The file; one that the project's register of uploads names may still come. */
async function arrived(publicDir: string, url: string): Promise<{ file: string; size: number } | null> {
  const until = Date.now() + ARRIVES_MS;
  for (;;) {
    const found = fileOf(publicDir, url);
    if (found || Date.now() > until || !(await isNamed(publicDir, url))) return found;
    await setTimeout(LOOK_MS);
  }
}

/** By its name no module of the preview's page. */
function isMedia(url: string): boolean {
  return path.extname(new URL(url, 'http://page').pathname).toLowerCase() in TYPES;
}

async function isNamed(publicDir: string, url: string): Promise<boolean> {
  if (!url.startsWith(UPLOADS)) return false;
  const names = await uploadNames(path.dirname(publicDir));
  try {
    return names.has(decodeURIComponent(new URL(url, 'http://eyes').pathname).slice(UPLOADS.length));
  } catch {
    return false; // no such address
  }
}

function fileOf(publicDir: string, url: string): { file: string; size: number } | null {
  try {
    const file = path.join(publicDir, decodeURIComponent(new URL(url, 'http://eyes').pathname));
    const found = inProject(publicDir, file) === null ? null : statSync(file);
    return found?.isFile() ? { file, size: found.size } : null;
  } catch {
    return null; // no such file, or no such address
  }
}

function send(res: ServerResponse, { file, size }: { file: string; size: number }, range: string | undefined): void {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  const start = first ? Number(first) : last ? Math.max(0, size - Number(last)) : 0;
  const end = first && last ? Math.min(Number(last), size - 1) : size - 1;
  const part = first !== undefined && size > 0;
  if (part && start > end) {
    res.writeHead(416, { 'Content-Range': `bytes */${size}` }).end();
    return;
  }
  res.writeHead(part ? 206 : 200, {
    'Content-Type': TYPES[path.extname(file).toLowerCase()] ?? 'application/octet-stream',
    'Content-Length': size === 0 ? 0 : end - start + 1,
    'Accept-Ranges': 'bytes',
    ...(part ? { 'Content-Range': `bytes ${start}-${end}/${size}` } : {}),
  });
  if (size === 0) res.end();
  else createReadStream(file, { start, end }).on('error', () => res.destroy()).pipe(res);
}
