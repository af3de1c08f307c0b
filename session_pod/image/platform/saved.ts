// What a restarted Vite must know again without the agent: which session it serves and what is checked out. Grants and
// spent tickets are not kept: pages ask the app for a new ticket, and a spent one is worth 30 s at most.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Head } from './control-routes.ts';
import type { ArmedSession } from './guard.ts';

export interface Saved {
  session: ArmedSession | null;
  head: Head;
}

const FILE = 'session.json';

export function readSaved(folder: string): Saved {
  try {
    return JSON.parse(readFileSync(path.join(folder, FILE), 'utf8')) as Saved;
  } catch {
    return { session: null, head: { sha: '', dirty: false } };
  }
}

export function save(folder: string, saved: Saved): void {
  const next = path.join(folder, `${FILE}.new`);
  writeFileSync(next, JSON.stringify(saved));
  renameSync(next, path.join(folder, FILE));
}
