// Draws stills as an export does, with @remotion/renderer on a Vite server of its own: one JSON line in, one out.
// `{"project": FOLDER, "frames": [0, …], "scale": 0.5, "out": FOLDER}` → `{"files": ["…/0.png", …]}` or `{"error": "…"}`.
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const IMAGE = path.join(import.meta.dirname, '../session_pod/image');
const fromImage = createRequire(path.join(IMAGE, 'package.json'));
const { createServer } = await import(pathToFileURL(path.join(IMAGE, 'node_modules/vite/dist/node/index.js')).href);
const { openBrowser, renderStill, selectComposition } = fromImage('@remotion/renderer');
const { version } = fromImage('remotion/package.json');
const GLOBALS = {
  numberOfAudioTags: 0, audioLatencyHint: 'playback', experimentalKeepAudioContextAlive: false, sampleRate: 48000,
  previewSampleRate: 48000, staticBase: '', editorName: null, projectName: 'project', publicPath: '/', audioEnabled: true,
  videoEnabled: true, studioConfig: {}, renderDefaults: undefined, cwd: '/', fileSystemPlatform: null, studioServerCommand: null,
  staticFiles: [], installedPackages: null, packageManager: 'unknown', publicFolderExists: '/', version,
};
const PAGE = `<!doctype html><html><head><meta charset="utf-8"></head><body><script>
${Object.entries(GLOBALS).map(([name, value]) => `window.remotion_${name}=${JSON.stringify(value)};`).join('')}window.siteVersion='11';
</script><div id="video-container"></div><div id="__remotion-studio-container"></div><div id="remotion-error-overlay"></div>
<div id="server-disconnected-overlay"></div><script type="module" src="./entry.ts"></script></body></html>`;

const PAGE_MS = 100_000; // the first page bundles the packages; on a busy machine that takes more than the usual 30 s
const scratch = await claimFolder();
const browserExecutable = process.env.CHROMIUM || '/usr/bin/chromium';
const browser = await openBrowser('chrome', { browserExecutable, chromiumOptions: { enableMultiProcessOnLinux: true } });
let open = null;
try {
  await rm(path.join(scratch, 'node_modules'), { force: true });
  await symlink(path.join(IMAGE, 'node_modules'), path.join(scratch, 'node_modules'));
  await writeFile(path.join(scratch, 'index.html'), PAGE);
  await writeFile(path.join(scratch, 'entry.ts'), "import './project/src/index';\nimport '@remotion/studio/renderEntry';\n");
  for await (const line of createInterface({ input: process.stdin })) {
    const answer = await draw(JSON.parse(line)).catch((error) => ({ error: String(error?.message ?? error).slice(0, 2000) }));
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
} finally {
  await open?.server.close();
  await browser.close({ silent: true });
  await rm(path.join(scratch, 'lock'), { force: true });
}

/** A folder of our own below the system's temporary one, used again by the next run: Vite's bundle of the packages is in
 *  it, and counts only for the folder where it was made. */
async function claimFolder() {
  for (let number = 0; ; number++) {
    const folder = path.join(tmpdir(), `storydream-evaluation-${number}`);
    await mkdir(folder, { recursive: true });
    const lock = path.join(folder, 'lock');
    const holder = Number(await readFile(lock, 'utf8').catch(() => '0'));
    if (holder && isAlive(holder)) continue;
    if (holder) await rm(lock, { force: true });
    const won = await writeFile(lock, String(process.pid), { flag: 'wx' }).then(() => true, () => false);
    if (won) return folder;
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function draw({ project, frames, scale, out }) {
  if (open?.project !== project) await load(project);
  await mkdir(out, { recursive: true });
  const files = [];
  for (const frame of frames) {
    const output = path.join(out, `${frame}.png`);
    await renderStill({ ...open.shared, imageFormat: 'png', composition: open.composition, frame, output, scale, overwrite: true });
    files.push(output);
  }
  return { files };
}

/** One project at a time; its server stays until the next one comes. */
async function load(project) {
  await open?.server.close();
  open = null;
  await rm(path.join(scratch, 'project'), { recursive: true, force: true });
  await cp(project, path.join(scratch, 'project'), { recursive: true });
  const server = await serve();
  const shared = { serveUrl: server.resolvedUrls.local[0], puppeteerInstance: browser, logLevel: 'error', offthreadVideoThreads: 1, timeoutInMilliseconds: PAGE_MS };
  open = { project, server, shared, composition: await selectComposition({ ...shared, id: 'MyVideo' }) };
}

async function serve() {
  const server = await createServer({
    configFile: false,
    root: scratch,
    cacheDir: path.join(scratch, 'cache'),
    publicDir: path.join(scratch, 'project/public'),
    logLevel: 'silent',
    css: { postcss: { plugins: [] } },
    resolve: { dedupe: ['react', 'react-dom', 'remotion'] },
    oxc: { jsx: { runtime: 'automatic' } },
    optimizeDeps: {
      entries: [],
      include: ['react', 'react-dom', 'react-dom/client', 'react/jsx-runtime', 'react/jsx-dev-runtime', 'remotion', '@remotion/media', '@remotion/studio/renderEntry'],
    },
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null, fs: { allow: [scratch, path.join(IMAGE, 'node_modules')] } },
  });
  return await server.listen();
}
