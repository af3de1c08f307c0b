// The pictures that the template picker shows: `node templates/stills.mjs [ID…]` writes frontend/public/templates/{id}.jpg.
// `--frames A,B,… --out FOLDER [--size WxH] [--width N]` draws other frames into a folder, for whoever works on a template.
// `--video ID…` writes the silent films that the landing page plays: frontend/public/examples/{id}.mp4 and its first picture.
// Needs `npm ci` in session_pod/image and Chromium; a frame takes about half a second.
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const TEMPLATES = import.meta.dirname;
const IMAGE = path.join(TEMPLATES, '../session_pod/image');
const STILLS = path.join(TEMPLATES, '../frontend/public/templates');
const FILMS = path.join(TEMPLATES, '../frontend/public/examples');
const SCRATCH = path.join(tmpdir(), 'storydream-stills'); // kept: Vite's bundle of the packages is in it
const LONGER_SIDE = 480; // twice a card's width
const FILM_SCALE = 1 / 3; // twice what the landing page's row is high
const PAGE = `<!doctype html><html><head><meta charset="utf-8"><link rel="icon" href="data:,"></head><body><script>
window.remotion_numberOfAudioTags=0;window.remotion_audioLatencyHint="playback";window.remotion_experimentalKeepAudioContextAlive=false;
window.remotion_sampleRate=48000;window.remotion_previewSampleRate=48000;window.remotion_staticBase="";window.remotion_editorName=null;
window.remotion_projectName="project";window.remotion_publicPath="/";window.remotion_audioEnabled=true;window.remotion_videoEnabled=true;
window.remotion_studioConfig={};window.remotion_renderDefaults=undefined;window.remotion_cwd="/";window.remotion_fileSystemPlatform=null;
window.remotion_studioServerCommand=null;window.remotion_staticFiles=[];window.remotion_installedPackages=null;
window.remotion_packageManager="unknown";window.remotion_publicFolderExists="/";window.siteVersion='11';window.remotion_version='4.0.527';
</script><div id="video-container"></div><div id="__remotion-studio-container"></div><div id="remotion-error-overlay"></div>
<div id="server-disconnected-overlay"></div><script type="module" src="./entry.ts"></script></body></html>`;

const fromImage = createRequire(path.join(IMAGE, 'package.json'));
const { createServer } = await import(pathToFileURL(path.join(IMAGE, 'node_modules/vite/dist/node/index.js')).href);
const { openBrowser, renderMedia, renderStill, selectComposition } = fromImage('@remotion/renderer');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    frames: { type: 'string' },
    out: { type: 'string' },
    size: { type: 'string' },
    video: { type: 'boolean', default: false },
    width: { type: 'string' },
  },
});
const catalogue = JSON.parse(await readFile(path.join(TEMPLATES, 'catalogue.json'), 'utf8'));
const wanted = catalogue.filter(({ id }) => positionals.length === 0 || positionals.includes(id));
if (wanted.length < positionals.length) throw new Error(`Not all in templates/catalogue.json: ${positionals.join(', ')}`);

const browserExecutable = process.env.CHROMIUM ?? '/usr/bin/chromium';
const browser = await openBrowser('chrome', { browserExecutable, chromiumOptions: { enableMultiProcessOnLinux: true } });
try {
  for (const template of wanted) await (values.video ? film(template) : draw(template));
} finally {
  await browser.close({ silent: true });
}

async function draw({ id, stillFrame }) {
  await opened(id, async (shared, found) => {
    const [width, height] = (values.size ?? `${found.width}x${found.height}`).split('x').map(Number);
    const composition = { ...found, width, height };
    const scale = Number(values.width ?? (LONGER_SIDE * width) / Math.max(width, height)) / width;
    const folder = values.out ?? STILLS;
    await mkdir(folder, { recursive: true });
    for (const frame of values.frames?.split(',').map(Number) ?? [stillFrame]) {
      const output = path.join(folder, values.frames ? `${id}-${width}x${height}-${frame}.png` : `${id}.jpg`);
      const format = values.frames ? { imageFormat: 'png' } : { imageFormat: 'jpeg', jpegQuality: 84 };
      await renderStill({ ...shared, ...format, composition, frame, output, scale, overwrite: true });
      process.stdout.write(`${output}\n`);
    }
  });
}

async function film({ id, stillFrame }) {
  await opened(id, async (shared, composition) => {
    await mkdir(FILMS, { recursive: true });
    const common = { ...shared, composition, scale: FILM_SCALE, overwrite: true };
    const poster = path.join(FILMS, `${id}.jpg`);
    await renderStill({ ...common, imageFormat: 'jpeg', jpegQuality: 80, frame: stillFrame, output: poster });
    const outputLocation = path.join(FILMS, `${id}.mp4`);
    await renderMedia({ ...common, codec: 'h264', crf: 28, muted: true, concurrency: 2, x264Preset: 'slow', outputLocation });
    process.stdout.write(`${outputLocation}\n`);
  });
}

/** Serve a template and read its composition. */
async function opened(id, work) {
  await layOut(path.join(TEMPLATES, id));
  const server = await serve();
  try {
    const serveUrl = server.resolvedUrls.local[0];
    const shared = { serveUrl, puppeteerInstance: browser, logLevel: 'error', offthreadVideoThreads: 1 };
    await work(shared, await selectComposition({ ...shared, id: 'MyVideo' }));
  } finally {
    await server.close();
  }
}

/** As in a pod: the project beside a link to the image's packages. */
async function layOut(template) {
  await mkdir(SCRATCH, { recursive: true });
  await rm(path.join(SCRATCH, 'project'), { recursive: true, force: true });
  await cp(template, path.join(SCRATCH, 'project'), { recursive: true });
  await rm(path.join(SCRATCH, 'node_modules'), { force: true });
  await symlink(path.join(IMAGE, 'node_modules'), path.join(SCRATCH, 'node_modules'));
  await writeFile(path.join(SCRATCH, 'index.html'), PAGE);
  await writeFile(path.join(SCRATCH, 'entry.ts'), "import './project/src/index';\nimport '@remotion/studio/renderEntry';\n");
}

async function serve() {
  const server = await createServer({
    configFile: false,
    root: SCRATCH,
    cacheDir: path.join(SCRATCH, 'cache'),
    publicDir: path.join(SCRATCH, 'project/public'),
    logLevel: 'error',
    css: { postcss: { plugins: [] } },
    resolve: { dedupe: ['react', 'react-dom', 'remotion'] },
    oxc: { jsx: { runtime: 'automatic' } },
    optimizeDeps: {
      entries: [],
      include: ['react', 'react-dom', 'react-dom/client', 'react/jsx-runtime', 'react/jsx-dev-runtime', 'remotion', '@remotion/media', '@remotion/studio/renderEntry'],
    },
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null, fs: { allow: [SCRATCH, path.join(IMAGE, 'node_modules')] } },
  });
  return await server.listen();
}
