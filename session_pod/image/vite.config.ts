// Vite as the preview server of one pod. Run by session_pod/runner with `--configLoader runner` (writes no temporary files).
import react from '@vitejs/plugin-react';
import path from 'node:path';
import { createLogger, defineConfig } from 'vite';
import { storydream } from './platform/plugin.ts';
import { PREBUNDLED } from './platform/prebundled.ts';
import { readSettings } from './platform/settings.ts';

const settings = readSettings(process.env, import.meta.dirname);

// The user's mistakes are reported to the page and the agent; in the operator's log they would be noise, and their code.
const logger = createLogger('warn');
const { error } = logger;
logger.error = (message, options) => {
  if (!/(Internal server error|Pre-transform error)/.test(message)) error(message, options);
};

export default defineConfig({
  // The image, never the pod: root and aliases are part of the pre-bundle's hash, and all pods share one.
  root: settings.imageDir,
  cacheDir: settings.cacheDir,
  publicDir: path.join(settings.projectDir, 'public'),
  envDir: false,
  appType: 'spa',
  clearScreen: false,
  customLogger: logger,
  plugins: [react(), storydream(settings)],
  // Inline, or Vite would look for a PostCSS config in the project and run it in this process.
  css: { postcss: { plugins: [] } },
  resolve: { dedupe: ['react', 'react-dom', 'remotion', 'three'] },
  optimizeDeps: { entries: [], include: [...PREBUNDLED] },
  server: {
    host: settings.previewHost,
    port: settings.previewPort,
    strictPort: true,
    cors: false,
    allowedHosts: true, // the guard checks Host, and knows the session
    forwardConsole: false,
    hmr: { overlay: false },
    // A file is seen when it has stopped growing: seen between truncation and write it was served empty in 2 of 40 edits.
    // A link is not followed: one to `/` had the whole machine watched, and Vite answered nothing for minutes.
    watch: { awaitWriteFinish: { stabilityThreshold: 20, pollInterval: 10 }, followSymlinks: false, ignored: [`${settings.versionDir}/**`] },
    fs: {
      strict: true,
      allow: [
        path.join(settings.imageDir, 'index.html'),
        path.join(settings.imageDir, 'preview'),
        path.join(settings.imageDir, 'eyes'),
        path.join(settings.imageDir, 'node_modules'),
        path.join(settings.cacheDir, 'deps'),
        settings.projectDir,
        settings.versionDir,
      ],
    },
    warmup: { clientFiles: ['./preview/bridge.ts', './preview/main.tsx', path.join(settings.projectDir, 'src/index.ts')] },
  },
});
