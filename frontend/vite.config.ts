import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// `npm run dev` talks to the edge that `make run` started; the built front end is served by the edge itself.
const edge = `http://localhost:${process.env['STORYDREAM_PORT'] ?? '8080'}`;

/** Source maps are for reading crash reports, not for the world: they go to `frontend/maps/`, which nobody serves. */
const privateMaps: Plugin = {
  name: 'private-maps',
  apply: 'build',
  writeBundle({ dir }) {
    if (!dir) return;
    const [from, to] = [join(dir, 'assets'), fileURLToPath(new URL('./maps', import.meta.url))];
    rmSync(to, { recursive: true, force: true });
    mkdirSync(to);
    for (const file of readdirSync(from)) {
      if (file.endsWith('.map')) renameSync(join(from, file), join(to, file));
    }
  },
};

export default defineConfig({
  plugins: [react(), tailwindcss(), privateMaps],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { port: 5173, strictPort: true, host: 'localhost', proxy: { '/api': edge, '/git': edge } },
  build: {
    target: 'es2022',
    manifest: true, // which chunk needs which: scripts/budgets.mjs
    sourcemap: 'hidden',
    // A font inlined as a data: URL would need a wider Content-Security-Policy than 'self'.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700, // Firestore's SDK, loaded behind the sign-in only
  },
  test: {
    environment: 'jsdom',
    include: ['tests/**/*.test.{ts,tsx}'],
    setupFiles: ['tests/setup.ts'],
    restoreMocks: true,
    testTimeout: 90_000,
  },
});
