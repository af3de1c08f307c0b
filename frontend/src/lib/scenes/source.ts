import { parse } from '@babel/parser';
import type { Expression, ImportSpecifier, Node, Program, Statement } from '@babel/types';
import { CannotEdit } from './reasons';

/** A project's files by path, as far as they are needed. */
export type Files = Readonly<Record<string, string>>;

export interface Source {
  path: string;
  text: string;
  program: Program;
}

/** What a local name was imported as: `imported` is "default" or "*" where it has no name there. */
export interface Imported {
  from: string;
  imported: string;
}

const EXTENSIONS = ['.tsx', '.ts', '.jsx', '.js'];
const parsed = new WeakMap<Files, Map<string, Source>>();

/** The file at `path`, parsed once for these files. Throws CannotEdit. */
export function sourceOf(files: Files, path: string): Source {
  const known = parsed.get(files) ?? new Map<string, Source>();
  parsed.set(files, known);
  const before = known.get(path);
  if (before) return before;
  const text = files[path];
  if (text === undefined) throw new CannotEdit({ code: 'no_file', file: path });
  const source = { path, text, program: parseProgram(path, text) };
  known.set(path, source);
  return source;
}

function parseProgram(path: string, text: string): Program {
  try {
    return parse(text, { sourceType: 'module', plugins: path.endsWith('.ts') ? ['typescript'] : ['typescript', 'jsx'] })
      .program;
  } catch (error) {
    throw new CannotEdit({ code: 'broken_code', file: path, ...lineOf(error) });
  }
}

function lineOf(error: unknown): { line?: number } {
  const place = typeof error === 'object' && error !== null && 'loc' in error ? error.loc : null;
  const line = typeof place === 'object' && place !== null && 'line' in place ? place.line : null;
  return typeof line === 'number' ? { line } : {};
}

/** The places where a relative import may lead to, in the order in which bundlers look. */
export function candidatesOf(from: string, wanted: string): string[] {
  if (!wanted.startsWith('.')) return [];
  const parts = from.split('/').slice(0, -1);
  for (const part of wanted.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  const base = parts.join('/');
  return [base, ...EXTENSIONS.map((end) => base + end), ...EXTENSIONS.map((end) => `${base}/index${end}`)];
}

/** The file that an import leads to; null for packages and for what isn't among the files. */
export function resolveImport(files: Files, from: string, wanted: string): string | null {
  return candidatesOf(from, wanted).find((path) => files[path] !== undefined) ?? null;
}

/** Everything that a file imports, by its local name. */
export function importsOf(source: Source): Map<string, Imported> {
  const found = new Map<string, Imported>();
  for (const statement of source.program.body) {
    if (statement.type !== 'ImportDeclaration') continue;
    for (const specifier of statement.specifiers) {
      const imported =
        specifier.type === 'ImportSpecifier'
          ? importedName(specifier)
          : specifier.type === 'ImportDefaultSpecifier'
            ? 'default'
            : '*';
      found.set(specifier.local.name, { from: statement.source.value, imported });
    }
  }
  return found;
}

function importedName({ imported }: ImportSpecifier): string {
  return imported.type === 'Identifier' ? imported.name : imported.value;
}

/** The files (or packages) that a file names in its imports and exports. */
export function namedModules(source: Source): string[] {
  return source.program.body.flatMap((statement) => {
    const reaches =
      statement.type === 'ImportDeclaration' ||
      statement.type === 'ExportAllDeclaration' ||
      statement.type === 'ExportNamedDeclaration';
    return reaches && statement.source ? [statement.source.value] : [];
  });
}

/** A statement without the `export` before it. */
export function bare(statement: Statement): Statement | Expression | null {
  if (statement.type === 'ExportNamedDeclaration') return statement.declaration ?? null;
  if (statement.type === 'ExportDefaultDeclaration') {
    return statement.declaration.type === 'TSDeclareFunction' ? null : statement.declaration;
  }
  return statement;
}

/** An expression without casts and other wrappers that only the type checker sees. */
export function unwrap<T extends Node>(node: T): Node {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ParenthesizedExpression':
      return unwrap(node.expression);
    default:
      return node;
  }
}

/** Where a node stands; nodes of a parsed file always have a place. */
export function spanOf(node: Node): [start: number, end: number] {
  return [node.start ?? 0, node.end ?? 0];
}
