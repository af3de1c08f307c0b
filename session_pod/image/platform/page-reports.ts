// What a preview page says over Vite's channel: checked, placed in the user's own lines, kept, and answered.
import type { DevEnvironment, WebSocketClient } from 'vite';
import { cleanMessage, type Finding, placeInMessage } from './checks.ts';
import type { Grant } from './guard.ts';
import { fingerprint, inProject, locateImport, locateStack, type Place, place } from './locate.ts';
import type { Report, Reports } from './reports.ts';

/** As the page sends it; nothing in it is trusted, user code can send the same. */
export interface PageReport {
  id?: unknown;
  type?: unknown;
  sha?: unknown;
  kind?: unknown;
  message?: unknown;
  stack?: unknown;
  file?: unknown;
  line?: unknown;
  column?: unknown;
  frame?: unknown;
}

const MAX_TEXT = 4000;

export interface ReportContext {
  environment: DevEnvironment;
  projectDir: string;
  reports: Reports;
  /** What keeps the project from loading; asked when a page can't tell. */
  diagnose: () => Promise<Finding[]>;
}

/** Keeps the report and sends back `storydream:placed {id, …}` with file, line, column, code frame and fingerprint. */
export async function receiveReport(context: ReportContext, grant: Grant, data: PageReport, client: WebSocketClient): Promise<void> {
  const { reports } = context;
  const { type } = data;
  if (type !== 'ok' && type !== 'error' && type !== 'building') return;
  const common = { ...some('sha', text(data.sha, 40)), uid: grant.uid, role: grant.role };
  if (type !== 'error') {
    reports.add({ type, ...common });
    return;
  }
  const kind = text(data.kind, 40) ?? 'uncaught';
  const stack = text(data.stack, MAX_TEXT * 4);
  const { message, ...where } = await explain(context, kind, data, stack);
  if (!where.file && STALE_KINDS.has(kind) && (UNTOLD.test(message) || UNEXPLAINED.test(message))) {
    // The project compiles by now, so the page asked in the middle of several writes: it has only to load again.
    client.send('storydream:stale', {});
    return;
  }
  const report: Report = {
    type,
    ...common,
    kind,
    message,
    ...where,
    ...some('frame', wholeNumber(data.frame)),
    ...some('stack', stack),
    fingerprint: fingerprint(kind, message, where.file, where.line),
  };
  reports.add(report);
  const { uid: _uid, role: _role, stack: _stack, ...told } = report;
  client.send('storydream:placed', { ...told, id: text(data.id, 40) });
}

/** The message and, where it can be found, the place. Browsers say nothing about why a module could not be fetched. */
async function explain(
  { environment, projectDir, diagnose }: ReportContext,
  kind: string,
  data: PageReport,
  stack: string | undefined,
): Promise<{ message: string } & Partial<Place>> {
  const raw = text(data.message, MAX_TEXT) ?? 'Unknown error';
  const message = cleanMessage(raw, projectDir);
  const file = inProject(projectDir, text(data.file, MAX_TEXT) ?? '');
  const line = wholeNumber(data.line);
  if (file && line) return { message, ...place(projectDir, file, line, wholeNumber(data.column) ?? 1) };
  const named = file ? placeInMessage(raw) : undefined;
  if (file && named) return { message, ...place(projectDir, file, named.line, named.column) };
  const located = stack && !UNEXPLAINED.test(raw) ? await locateStack(environment, projectDir, stack) : null;
  if (located) return { message, ...located };
  if (LOADING.has(kind)) {
    const [found] = await diagnose();
    if (found) return { ...placeOf(found), message: found.message };
    const place = await locateImport(environment, projectDir, raw);
    if (place) return { message, ...place };
  }
  return { message, ...(file ? { file } : {}) };
}

const STALE_KINDS = new Set(['load', 'module']);
const UNTOLD = /^A module could not be loaded/;
const LOADING = new Set(['load', 'module', 'build']);
const UNEXPLAINED = /dynamically imported module|Importing a module script failed/;

function placeOf({ file, line, column, codeFrame }: Finding): Partial<Place> {
  return { ...some('file', file), ...some('line', line), ...some('column', column), ...some('codeFrame', codeFrame) };
}

function text(value: unknown, limit: number): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, limit) : undefined;
}

function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function some<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value });
}
