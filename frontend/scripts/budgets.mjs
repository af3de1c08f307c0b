// What a page's JavaScript weighs over the wire, gzipped, against its budget: `node scripts/budgets.mjs [--json]` after a
// build. A page is its chunks with all that they import at once; what comes while one looks at it (Firestore's listeners,
// the tabs) isn't in it.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const DIST = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', DIST), 'utf8'));
const KIB = 1024;

const PAGES = [
  { name: 'landing page', entries: ['index.html', 'src/routes/landing.tsx'], kib: 200 },
  { name: 'workspace shell', entries: ['index.html', 'src/routes/floats.tsx', 'src/routes/workspace.tsx'], kib: 350 },
];

const pages = PAGES.map(({ name, entries, kib }) => {
  const files = new Set(entries.flatMap((entry) => [...chunksOf(entry)]));
  const bytes = [...files].reduce(
    (sum, file) => sum + gzipSync(readFileSync(new URL(file, DIST)), { level: 6 }).length,
    0,
  );
  return { name, files: files.size, bytes, limit: kib * KIB };
});
if (process.argv.includes('--json')) {
  process.stdout.write(JSON.stringify(pages));
} else {
  for (const { name, files, bytes, limit } of pages) {
    process.stdout.write(`${name}: ${(bytes / KIB).toFixed(1)} KiB in ${files} files, at most ${limit / KIB}\n`);
  }
}
const over = pages.filter(({ bytes, limit }) => bytes > limit);
if (over.length) {
  console.error(`Over its budget: ${over.map(({ name }) => name).join(', ')}`);
  process.exitCode = 1;
}

/** A chunk's file and those of all that it imports at once. */
function chunksOf(key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`No chunk ${key} in the build: name it as the source is named`);
  if (seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const imported of chunk.imports ?? []) chunksOf(imported, seen);
  return seen;
}
