import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Files } from '@/lib/scenes';

const FOLDER = join(import.meta.dirname, '../../../../templates');

/** The sources that a template begins as, by path. */
export function template(id: string): Files {
  const root = join(FOLDER, id);
  const paths = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const sources = paths.filter((path) => /\.tsx?$/.test(path)).map((path) => `src/${path}`);
  return Object.fromEntries(sources.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

export const TEMPLATES = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
