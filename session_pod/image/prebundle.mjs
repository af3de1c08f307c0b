// Bundles what videos import into node_modules/.vite once; session_pod/layout.py seeds each pod's cache from there.
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { optimizeDeps, resolveConfig } from 'vite';

const image = import.meta.dirname;
const scratch = mkdtempSync(path.join(os.tmpdir(), 'storydream-prebundle-'));
mkdirSync(path.join(scratch, 'project'));
// The configuration wants a pod; only what isn't part of the pre-bundle's hash differs between this one and a real one.
Object.assign(process.env, {
  NODE_ENV: 'development',
  STORYDREAM_POD_DIR: scratch,
  STORYDREAM_PREVIEW_PORT: '1',
  STORYDREAM_APP_ORIGIN: 'http://localhost',
  STORYDREAM_EDGE_PUBLIC_KEY: generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }),
  STORYDREAM_CONTROL_SOCKET: path.join(scratch, 'control.sock'),
  STORYDREAM_RUNNER_SOCKET: path.join(scratch, 'runner.sock'),
});
try {
  const from = performance.now();
  const config = await resolveConfig(
    { configFile: path.join(image, 'vite.config.ts'), configLoader: 'runner', cacheDir: path.join(image, 'node_modules/.vite') },
    'serve',
    'development',
    'development',
  );
  const { optimized } = await optimizeDeps(config, process.argv.includes('--force'));
  console.log(`pre-bundled ${Object.keys(optimized).length} packages in ${Math.round(performance.now() - from)} ms`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
