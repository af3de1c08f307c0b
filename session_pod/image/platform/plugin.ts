// The platform's Vite plugin: guards the preview, serves the control API, relays reports between pages and agent.
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Plugin, ViteDevServer, WebSocket as ViteSocket, WebSocketClient } from 'vite';
import { createChecks, invalidate } from './checks.ts';
import { serveControl } from './control.ts';
import { controlRoutes, type Head } from './control-routes.ts';
import { Eyes, serveEyes } from './eyes.ts';
import { Gate } from './gate.ts';
import { Guard } from './guard.ts';
import { lint } from './linting.ts';
import { inProject } from './locate.ts';
import { Looking, VERSION_PUBLIC } from './looking.ts';
import { receiveReport, type PageReport } from './page-reports.ts';
import { publicFiles } from './public-files.ts';
import { Reports } from './reports.ts';
import { readSaved, save } from './saved.ts';
import type { Settings } from './settings.ts';
import { ticketVerifier } from './tickets.ts';

/** What the preview page imports; resolved here because an alias would put the pod's path into the pre-bundle's hash. */
const PROJECT_ENTRY = 'virtual:storydream/project';
const VERSION_ENTRY = 'virtual:storydream/version';

/** What JSX compiles to. The project's goes through a wrapper that notes which line made which element. */
const JSX_RUNTIME = 'react/jsx-dev-runtime';

const WARM_UP_MS = 1500; // until the transforms of the warm-up are done

export function storydream(settings: Settings): Plugin {
  const entry = path.join(settings.projectDir, 'src/index.ts');
  const jsxRuntime = path.join(settings.imageDir, 'preview/jsx-dev-runtime.ts');
  const edits = { seen: 0 };
  return {
    name: 'storydream',
    enforce: 'pre',
    resolveId: (id, importer) => {
      if (id === PROJECT_ENTRY) return entry;
      if (id === VERSION_ENTRY) return path.join(settings.versionDir, 'src/index.ts');
      const isProjects = [settings.projectDir, settings.versionDir].some((folder) => importer?.startsWith(`${folder}/`));
      return id === JSX_RUNTIME && isProjects ? jsxRuntime : null;
    },
    transformIndexHtml: (_html, { originalUrl }) => [
      { tag: 'meta', attrs: { name: 'storydream-app-origin', content: settings.appOrigin }, injectTo: 'head-prepend' },
      { tag: 'meta', attrs: { name: 'storydream-project', content: originalUrl?.endsWith('?version') ? settings.versionDir : settings.projectDir }, injectTo: 'head-prepend' },
      { tag: 'meta', attrs: { name: 'storydream-edits', content: `${edits.seen}` }, injectTo: 'head-prepend' },
    ],
    configureServer: (server) => connect(server, settings, entry, edits),
  };
}

/** How often the project's files have changed, as Vite's watcher has seen it. */
interface Edits {
  seen: number;
}

function connect(server: ViteDevServer, settings: Settings, entry: string, edits: Edits): void {
  const { httpServer } = server;
  if (!httpServer) return;
  const { imageDir, projectDir, versionDir, cacheDir } = settings;
  const guard: Guard = new Guard(ticketVerifier(settings.edgePublicKey), settings.previewDomain, (cookie) => gate.cut(cookie));
  const gate = new Gate(guard, settings.appOrigin, [imageDir, projectDir, versionDir, cacheDir], path.join(projectDir, 'public'));
  const reports = new Reports();
  const runDir = path.dirname(settings.controlSocket);
  const saved = readSaved(runDir);
  const head: Head = saved.head;
  if (saved.session) guard.arm(saved.session);

  server.middlewares.use(gate.middleware);
  server.middlewares.use(publicFiles(path.join(projectDir, 'public'), { prefix: VERSION_PUBLIC, dir: path.join(versionDir, 'public') }, (req) => gate.isInner(req)));
  gate.guardUpgrades(httpServer as Parameters<Gate['guardUpgrades']>[0]);
  server.ws.on('connection', (socket: ViteSocket, req: IncomingMessage) => gate.register(socket, req));

  const { environments } = server;
  const inner = serveEyes(settings.eyesDir, gate, server.middlewares);
  const eyes = new Eyes(settings.eyesDir, settings.runnerSocket, projectDir, () => invalidate(environments.client, projectDir));
  const looking = new Looking(eyes, environments.client, projectDir, () => invalidate(environments.client, versionDir));
  const checks = createChecks(environments.client, projectDir, entry, settings.runnerSocket, () => lint(looking, projectDir));
  const context = { environment: environments.client, projectDir, reports, diagnose: checks.transform };
  server.ws.on('storydream:hello', (data: { edits?: unknown } | null, client: WebSocketClient) => {
    client.send('storydream:head', head);
    // Vite tells of an edit those whose socket stands; what this page has loaded may be older.
    const known = data?.edits;
    if (typeof known === 'number' && known !== edits.seen) client.send('storydream:stale', {});
  });
  server.ws.on('storydream:report', (data: PageReport, client: WebSocketClient) => {
    const grant = gate.grantOf(client.socket);
    if (grant) receiveReport(context, grant, data, client).catch((error: unknown) => console.error(error));
  });

  // Vite watches its root only; the project lies outside it, and a new file there must mend a missing import.
  server.watcher.add([path.join(projectDir, 'src'), path.join(projectDir, 'public')]);

  server.watcher.on('all', (_event, file) => {
    if (!inProject(projectDir, file)) return;
    edits.seen += 1;
    eyes.refresh();
  });

  const control = serveControl(
    settings.controlSocket,
    controlRoutes({
      guard,
      reports,
      checks,
      looking,
      eyes,
      head,
      changed: () => {
        save(runDir, { session: guard.session, head });
        server.ws.send('storydream:head', head);
      },
    }),
  );
  httpServer.once('close', () => {
    control.close();
    inner.close();
  });
  exitWithParent();
  httpServer.once('listening', () => setTimeout(collectGarbage, WARM_UP_MS).unref());
}

/** Start-up leaves a third of the heap as garbage that an idle process would keep: a warm pod may wait for hours. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** Ends this process when its parent, the runner, is gone: a Vite without a runner would hold the port for ever. */
function exitWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, 1000).unref();
}
