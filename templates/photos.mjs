// The pictures of the photo-slideshow template: `node templates/photos.mjs [NAME…]` draws them anew (photos.js) in Chromium.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const FOLDER = path.join(import.meta.dirname, 'photo-slideshow/public/photos');
const script = readFileSync(path.join(import.meta.dirname, 'photos.js'), 'utf8');
const named = process.argv.slice(2);
const scratch = mkdtempSync(path.join(tmpdir(), 'photos-'));
mkdirSync(FOLDER, { recursive: true });
try {
  for (const name of named.length > 0 ? named : ['lake', 'dunes', 'aurora', 'coast']) {
    const page = path.join(scratch, `${name}.html`);
    writeFileSync(page, `<!doctype html><body><script>${script}\ndocument.body.textContent = photo('${name}');</script></body>`);
    const chromium = process.env.CHROMIUM ?? 'chromium';
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${path.join(scratch, 'profile')}`, '--virtual-time-budget=120000'];
    const dom = execFileSync(chromium, [...flags, '--dump-dom', page], { encoding: 'utf8', maxBuffer: 2 ** 26, timeout: 180_000, stdio: ['ignore', 'pipe', 'ignore'] });
    const data = /data:image\/webp;base64,([A-Za-z0-9+/=]+)/.exec(dom)?.[1];
    if (!data) throw new Error(`Chromium did not draw ${name}.`);
    writeFileSync(path.join(FOLDER, `${name}.webp`), Buffer.from(data, 'base64'));
    process.stdout.write(`${path.join(FOLDER, name)}.webp\n`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
