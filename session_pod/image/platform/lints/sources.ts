// What the code itself shows: things that make a frame depend on when it is drawn, remote addresses, files that aren't there.
import { parseSync } from 'vite';
import type { Remark } from './lint.ts';

interface Node {
  type: string;
  start: number;
  [field: string]: unknown;
}

export interface Source {
  /** From the project's root. */
  file: string;
  text: string;
}

type Found = Omit<Remark, 'place'> & { at: number };

const RANDOM_HINT = "Frames are drawn in any order and by several processes: use random('some seed') from remotion.";
const CLOCK_HINT = 'Derive everything from useCurrentFrame() and the fps of useVideoConfig().';
const STYLE_HINT = 'Animate with interpolate() or spring() of useCurrentFrame(): the export takes single frames, in any order.';
const REMOTE_HINT = 'The export has no network: put the file into public/ and use staticFile().';
const TIMERS = new Set(['setTimeout', 'setInterval', 'requestAnimationFrame']);
const LOADED = new Set(['src', 'href', 'poster', 'srcSet', 'imageHref']);
const REMOTE = /^(https?:)?\/\//i;
const MAX_SOURCE = 400_000;

/** `exists` says whether a path below public/ is there. */
export function sourceRemarks(sources: Source[], exists: (name: string) => boolean): Remark[] {
  return sources.flatMap(({ file, text }) => {
    if (text.length > MAX_SOURCE) return [];
    const found = /\.css$/i.test(file) ? inStyles(text) : inCode(file, text, exists);
    return found.map(({ at, ...remark }) => ({ ...remark, place: placeAt(file, text, at) }));
  });
}

function inCode(file: string, text: string, exists: (name: string) => boolean): Found[] {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) return []; // the transform check tells
  const found: Found[] = [];
  visit(program as unknown as Node, (node) => {
    if (node.type === 'CallExpression') found.push(...call(node, exists));
    else if (node.type === 'NewExpression' && nameOf(node['callee']) === 'Date' && (node['arguments'] as unknown[]).length === 0) {
      found.push(remark('time-of-day', 'error', node.start, 'new Date() is another time in every frame.', CLOCK_HINT));
    } else if (node.type === 'JSXAttribute') found.push(...attribute(node));
    else if (node.type === 'Property') found.push(...property(node));
  });
  return found;
}

function call(node: Node, exists: (name: string) => boolean): Found[] {
  const callee = nameOf(node['callee']);
  const [first] = node['arguments'] as Node[];
  const text = first && literal(first);
  if (callee === 'Math.random') return [remark('random', 'error', node.start, 'Math.random() gives every frame another value: the picture flickers.', RANDOM_HINT)];
  if (callee === 'Date.now' || callee === 'performance.now') return [remark('time-of-day', 'error', node.start, `${callee}() is another time in every frame.`, CLOCK_HINT)];
  if (TIMERS.has(callee)) return [remark('timer', 'warning', node.start, `${callee}() runs on the clock, which the export doesn't follow.`, CLOCK_HINT)];
  if (callee === 'fetch' && text && REMOTE.test(text)) return [remark('remote-url', 'error', node.start, `${shown(text)} is fetched from the network.`, REMOTE_HINT)];
  if (callee === 'staticFile' && text && !exists(text.replace(/^\//, ''))) {
    return [remark('missing-file', 'error', node.start, `public/${text.replace(/^\//, '').slice(0, 200)} does not exist.`, 'See with list_assets which files there are.')];
  }
  return [];
}

function attribute(node: Node): Found[] {
  const name = nameOf(node['name']);
  const value = node['value'] as Node | null;
  const text = value && literal(value.type === 'JSXExpressionContainer' ? (value['expression'] as Node) : value);
  return LOADED.has(name) && text && REMOTE.test(text) ? [remark('remote-url', 'error', node.start, `${shown(text)} is loaded from the network.`, REMOTE_HINT)] : [];
}

function property(node: Node): Found[] {
  const name = nameOf(node['key']);
  const text = literal(node['value'] as Node);
  if (!text) return [];
  if (/^(transition|transitionProperty|animation|animationName)$/.test(name) && !/^(none|unset|initial|inherit)\b/.test(text) && /^[\w-]+(\s|$)|\d(ms|s)\b/.test(text) && (/\d(ms|s)\b/.test(text) || /Name$|Property$/.test(name))) {
    return [remark('css-animation', 'error', node.start, `the CSS ${name} runs on the clock, which the export doesn't follow.`, STYLE_HINT)];
  }
  return remoteInUrl(text) ? [remark('remote-url', 'error', node.start, `${shown(remoteInUrl(text) ?? '')} is loaded from the network.`, REMOTE_HINT)] : [];
}

function inStyles(text: string): Found[] {
  const plain = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
  const found: Found[] = [];
  for (const match of plain.matchAll(/(?<![\w-])(transition|animation)(?:-name|-property)?\s*:(?!\s*(?:none|unset|initial|inherit)\b)[^;}]+/gi)) {
    found.push(remark('css-animation', 'error', match.index, `the CSS ${match[1]?.toLowerCase()} runs on the clock, which the export doesn't follow.`, STYLE_HINT));
  }
  for (const match of plain.matchAll(/(?:url\(\s*|@import\s+)["']?((?:https?:)?\/\/[^"')\s]+)/gi)) {
    found.push(remark('remote-url', 'error', match.index, `${shown(match[1] ?? '')} is loaded from the network.`, REMOTE_HINT));
  }
  return found;
}

function remark(rule: string, severity: Remark['severity'], at: number, message: string, hint: string): Found {
  return { rule, severity, at, message, hint };
}

function visit(node: Node, look: (node: Node) => void): void {
  look(node);
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) visit(item, look);
    } else if (isNode(value)) visit(value, look);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string' && typeof (value as Node).start === 'number';
}

/** `Math.random` of that member; a name by itself; else nothing. */
function nameOf(value: unknown): string {
  if (!isNode(value)) return '';
  if (value.type === 'Identifier' || value.type === 'JSXIdentifier') return String(value['name']).replace(/^(window|globalThis)$/, '');
  if (value.type === 'Literal') return String(value['value']);
  if (value.type === 'MemberExpression' && value['computed'] === false) {
    const of = nameOf(value['object']);
    const own = nameOf(value['property']);
    return of ? `${of}.${own}` : isNode(value['object']) && value['object'].type === 'Identifier' ? own : '';
  }
  return '';
}

function literal(node: Node): string | null {
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node.type === 'TemplateLiteral') {
    const parts = (node['quasis'] as { value: { cooked?: string } }[]).map((part) => part.value.cooked ?? '');
    return parts.length === 1 ? (parts[0] ?? '') : null;
  }
  return null;
}

function remoteInUrl(text: string): string | null {
  return /url\(\s*["']?((?:https?:)?\/\/[^"')\s]+)/i.exec(text)?.[1] ?? null;
}

function shown(address: string): string {
  return address.slice(0, 120);
}

function placeAt(file: string, text: string, at: number): { file: string; line: number; column: number } {
  const before = text.slice(0, at);
  return { file, line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}
