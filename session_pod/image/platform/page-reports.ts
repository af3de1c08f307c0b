// What a preview page says over Vite's channel: checked, placed in the user's own lines, kept, and answered.
import type { DevEnvironment, WebSocketClient } from 'vite';
import { cleanMessage } from './checks.ts';
import type { Grant } from './guard.ts';
import { fingerprint, inProject, locateStack, type Place, place } from './locate.ts';
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

/** Keeps the report and sends back `storydream:placed {id, …}` with file, line, column, code frame and fingerprint. */
export async function receiveReport(
  environment: DevEnvironment,
  projectDir: string,
  reports: Reports,
  grant: Grant,
  data: PageReport,
  client: WebSocketClient,
): Promise<void> {
  const { type } = data;
  if (type !== 'ok' && type !== 'error' && type !== 'building') return;
  const common = { ...some('sha', text(data.sha, 40)), uid: grant.uid, role: grant.role };
  if (type !== 'error') {
    reports.add({ type, ...common });
    return;
  }
  const kind = text(data.kind, 40) ?? 'uncaught';
  const message = cleanMessage(text(data.message, MAX_TEXT) ?? 'Unknown error', projectDir);
  const stack = text(data.stack, MAX_TEXT * 4);
  const where = await findPlace(environment, projectDir, data, stack);
  const report: Report = {
    type,
    ...common,
    kind,
    message,
    ...where,
    ...some('frame', wholeNumber(data.frame)),
    ...some('stack', stack),
    fingerprint: fingerprint(kind, message, where?.file, where?.line),
  };
  reports.add(report);
  const { uid: _uid, role: _role, stack: _stack, ...told } = report;
  client.send('storydream:placed', { ...told, id: text(data.id, 40) });
}

async function findPlace(
  environment: DevEnvironment,
  projectDir: string,
  data: PageReport,
  stack: string | undefined,
): Promise<Place | null> {
  const file = inProject(projectDir, text(data.file, MAX_TEXT) ?? '');
  const line = wholeNumber(data.line);
  if (file && line) return place(projectDir, file, line, wholeNumber(data.column) ?? 1);
  return stack ? locateStack(environment, projectDir, stack) : null;
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
