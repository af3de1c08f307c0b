// From a stack or a position in served code to a file and line of the project, with the lines around it.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import type { DevEnvironment } from 'vite';

export interface Place {
  file: string;
  line: number;
  column: number;
  codeFrame?: string;
}

const AROUND = 2; // lines of context above and below

/** `path` relative to the project with forward slashes, or null when it lies outside. */
export function inProject(projectDir: string, file: string): string | null {
  const relative = path.relative(projectDir, file.replace(/[?#].*$/, ''));
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? null : relative.split(path.sep).join('/');
}

/** The lines around a place, as `> 12 | code` with a caret; undefined when the file can't be read. */
export function codeFrame(projectDir: string, file: string, line: number, column: number): string | undefined {
  let lines: string[];
  try {
    lines = readFileSync(path.join(projectDir, file), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const first = Math.max(1, line - AROUND);
  const last = Math.min(lines.length, line + AROUND);
  const width = String(last).length;
  const out: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = (lines[number - 1] ?? '').slice(0, 200);
    out.push(`${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${text}`);
    if (number === line) out.push(`  ${' '.repeat(width)} | ${' '.repeat(Math.max(0, column - 1))}^`);
  }
  return out.join('\n');
}

/** The first frame of a browser stack that lies in the project, in the user's own lines (through Vite's source maps). */
export async function locateStack(environment: DevEnvironment, projectDir: string, stack: string): Promise<Place | null> {
  for (const match of stack.slice(0, 16_384).matchAll(/(https?:\/\/[^\s()]+?):(\d+):(\d+)/g)) {
    const [, address, line, column] = match;
    const served = address && decodePath(address);
    if (!served) continue;
    const absolute = served.startsWith('/@fs/') ? served.slice('/@fs'.length) : path.join(environment.config.root, served);
    const file = inProject(projectDir, absolute);
    if (!file) continue;
    const original = await originalPosition(environment, absolute, Number(line), Number(column));
    return place(projectDir, file, original.line, original.column);
  }
  return null;
}

/**
 * Where the project imports what a module doesn't export. The browser names the module and the export, not the importer:
 * "The requested module '/@fs/…/Title.tsx' does not provide an export named 'x'".
 */
export async function locateImport(environment: DevEnvironment, projectDir: string, message: string): Promise<Place | null> {
  const match = /requested module '([^']+)' (?:does not provide|doesn't provide) an export named[: ]+'([^']+)'/.exec(message);
  const [, url = '', name = ''] = match ?? [];
  const imported = match && (await environment.moduleGraph.getModuleByUrl(url));
  for (const importer of imported ? imported.importers : []) {
    const file = importer.file && inProject(projectDir, importer.file);
    if (!file) continue;
    const lines = readFileSync(path.join(projectDir, file), 'utf8').split('\n');
    const line = lines.findIndex((text) => /\b(import|export)\b/.test(text) && new RegExp(`\\b${escape(name)}\\b`).test(text));
    if (line >= 0) return place(projectDir, file, line + 1, (lines[line]?.indexOf(name) ?? 0) + 1);
  }
  return null;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A place with its code frame. Lines and columns count from 1. */
export function place(projectDir: string, file: string, line: number, column: number): Place {
  const frame = codeFrame(projectDir, file, line, column);
  return { file, line, column, ...(frame === undefined ? {} : { codeFrame: frame }) };
}

/** The same for the same fault at the same place, whatever the numbers inside its message. */
export function fingerprint(kind: string, message: string, file: string | undefined, line: number | undefined): string {
  const stable = message.split('\n', 1)[0]?.replace(/\d+/g, 'N') ?? '';
  return createHash('sha256').update([kind, stable, file ?? '', line ?? ''].join('\n')).digest('hex').slice(0, 16);
}

function decodePath(address: string): string | null {
  try {
    return decodeURIComponent(new URL(address).pathname);
  } catch {
    return null;
  }
}

async function originalPosition(
  environment: DevEnvironment,
  file: string,
  line: number,
  column: number,
): Promise<{ line: number; column: number }> {
  const map = await sourceMap(environment, file);
  if (!map) return { line, column };
  const entry = new SourceMap(map).findEntry(line - 1, column - 1);
  return 'originalLine' in entry ? { line: entry.originalLine + 1, column: entry.originalColumn + 1 } : { line, column };
}

/** Vite lets go of what it has made of a file once the file changes, or is looked at anew: then it is made again. */
async function sourceMap(environment: DevEnvironment, file: string): Promise<SourceMapPayload | null> {
  for (const module of environment.moduleGraph.getModulesByFile(file) ?? []) {
    const made = module.transformResult ?? (await environment.transformRequest(module.url).catch(() => null));
    if (made?.map && 'version' in made.map) return made.map as unknown as SourceMapPayload;
  }
  return null;
}
