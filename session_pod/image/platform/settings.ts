// What the project process is told by its environment (docs/contracts.md, "Environment of a pod"); read nowhere else.
import { realpathSync } from 'node:fs';
import path from 'node:path';

export interface Settings {
  /** Where this image's own files are: Vite's root, the same for every pod so that all share one pre-bundle. */
  imageDir: string;
  /** The user's repository, checked out. */
  projectDir: string;
  /** Another version of it, while something of that is drawn or built. */
  versionDir: string;
  /** Vite's private cache, seeded with the pre-bundle by `session_pod/layout.py`. */
  cacheDir: string;
  /** Where Vite listens. */
  previewHost: string;
  previewPort: number;
  /** Origin of the app, the only one that may embed the preview or be told anything by it. */
  appOrigin: string;
  /** Previews are at `{sessionId}.{previewDomain}`. */
  previewDomain: string;
  /** PEM of the edge's public key, which signs tickets. */
  edgePublicKey: string;
  controlSocket: string;
  runnerSocket: string;
  /** Beside the control socket: where the eyes (eyes/main.mjs) reach Vite and are asked. */
  eyesDir: string;
}

function required(name: string, env: NodeJS.ProcessEnv): string {
  const value = env[name];
  if (!value) throw new Error(`storydream: ${name} is not set`);
  return value;
}

/** Raises an Error that names the variable which is missing or bad. */
export function readSettings(env: NodeJS.ProcessEnv, imageDir: string): Settings {
  const podDir = realpathSync(required('STORYDREAM_POD_DIR', env));
  const previewPort = Number(required('STORYDREAM_PREVIEW_PORT', env));
  if (!Number.isInteger(previewPort) || previewPort < 1 || previewPort > 65535) {
    throw new Error('storydream: STORYDREAM_PREVIEW_PORT is not a port');
  }
  return {
    imageDir: realpathSync(imageDir),
    projectDir: path.join(podDir, 'project'),
    versionDir: path.join(podDir, 'version/project'),
    cacheDir: path.join(podDir, 'vite-cache'),
    previewHost: env['STORYDREAM_PREVIEW_HOST'] || '127.0.0.1',
    previewPort,
    appOrigin: new URL(required('STORYDREAM_APP_ORIGIN', env)).origin,
    previewDomain: env['STORYDREAM_PREVIEW_DOMAIN'] || 'localhost',
    edgePublicKey: required('STORYDREAM_EDGE_PUBLIC_KEY', env),
    controlSocket: required('STORYDREAM_CONTROL_SOCKET', env),
    runnerSocket: required('STORYDREAM_RUNNER_SOCKET', env),
    eyesDir: path.join(path.dirname(required('STORYDREAM_CONTROL_SOCKET', env)), 'eyes'),
  };
}
