import type { Token } from './code-tokens';

/** A value of the code and what it is the value of. */
export interface Value {
  kind: 'text' | 'colour' | 'number' | 'choice' | 'file';
  value: string;
  /** The property or variable that holds it; null for text between tags, and where none can be told. */
  name: string | null;
  /** Is it the whole of what `name` holds, rather than a part of a calculation? */
  whole: boolean;
  element: string | null;
}

const COLOUR = /^(#([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})|(rgb|hsl)a?\([\d\s.,%/deg-]+\)|oklch\([\d\s.,%/-]+\))$/i;
const COLOUR_NAME =
  /^(black|white|red|green|blue|yellow|orange|purple|pink|gray|grey|silver|gold|navy|teal|olive|maroon|lime|aqua|cyan|magenta|fuchsia|brown|coral|salmon|tomato|crimson|indigo|violet|turquoise|beige|ivory|khaki|lavender|orchid|plum|tan|transparent|(dark|light|medium|deep|hot|sky|royal|steel|midnight|forest|sea|dodger)[a-z]+)$/i;
const HOLDS_COLOUR = /colou?r|background|fill|stroke/i;
const MEASURE = /^-?\d+(\.\d+)?\s?(px|r?em|v[hw]|deg|ms|s|fr|%)?$/;
const MEDIA = /\.(png|jpe?g|gif|webp|avif|svg|mp3|wav|ogg|m4a|aac|mp4|webm|mov|ttf|otf|woff2?|glb|gltf)$/i;
/** Longer ones are code, or nothing that a line can tell. */
const TEXT_MAX = 240;

/** The value at `index`; null when the token is none, or one that nobody would care to read. */
export function valueAt(tokens: readonly Token[], index: number): Value | null {
  const token = tokens[index];
  if (!token || token.imported) return null;
  const { value } = token;
  if (token.kind === 'text') {
    if (value.length > TEXT_MAX || !/[\p{L}\p{N}]/u.test(value) || /=>|[;=]$/.test(value)) return null;
    return { kind: 'text', value, name: null, whole: true, element: token.element };
  }
  if (
    token.kind === 'word' ? value !== 'true' && value !== 'false' : token.kind !== 'string' && token.kind !== 'number'
  ) {
    return null;
  }
  if (isKey(tokens, index)) return null;
  const { name, whole } = holderOf(tokens, index);
  const held = { value, name, whole, element: token.element };
  if (token.kind === 'number') return { kind: 'number', ...held };
  if (token.kind === 'word') return { kind: 'choice', ...held };
  if (value.length > TEXT_MAX || value.includes('\n')) return null;
  if (COLOUR.test(value) || (COLOUR_NAME.test(value) && HOLDS_COLOUR.test(name ?? '')))
    return { kind: 'colour', ...held };
  if (MEASURE.test(value)) return { kind: 'number', ...held };
  if (MEDIA.test(value)) return { kind: 'file', ...held };
  return { kind: 'text', ...held };
}

/** The key of an object: "title" in {"title": 1}. */
function isKey(tokens: readonly Token[], index: number): boolean {
  if (tokens[index]?.kind !== 'string' || tokens[index + 1]?.value !== ':') return false;
  return isHolder(tokens, index);
}

/** Is what stands before a ":" the name of a property, rather than the middle of "a ? b : c"? */
function isHolder(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  if (before === undefined || /^[{,;(]$/.test(before.value)) return true;
  return before.line < (tokens[index]?.line ?? 0) && before.value !== '?';
}

const TYPE = /^(string|number|boolean|any|unknown)$/;
/** How far back the start of a calculation is looked for, in tokens. */
const REACH = 60;

function holderOf(tokens: readonly Token[], index: number): { name: string | null; whole: boolean } {
  let at = index - 1;
  if (tokens[at]?.value === '{' && tokens[at - 1]?.value === '=') at -= 1;
  const named = assignedAt(tokens, at);
  if (named !== null) return { name: named, whole: endsAt(tokens, index + 1) };
  // A part of something larger: look for what all of it is assigned to, outside of the brackets it stands in.
  let depth = 0;
  for (let back = index - 1; back > Math.max(0, index - REACH); back -= 1) {
    const token = tokens[back];
    if (!token || token.value === ';' || token.kind === 'tag') break;
    if (/^[)\]}]$/.test(token.value)) depth += 1;
    else if (/^[([{]$/.test(token.value)) depth = Math.max(0, depth - 1);
    else if (depth === 0) {
      const name = assignedAt(tokens, back);
      if (name !== null) return { name, whole: false };
    }
  }
  return { name: null, whole: false };
}

/** The name before the "=" or ":" at `at`; null when there is neither. */
function assignedAt(tokens: readonly Token[], at: number): string | null {
  const sign = tokens[at]?.value;
  const holder = tokens[at - 1];
  if ((sign !== '=' && sign !== ':') || tokens[at]?.kind !== 'mark' || !holder) return null;
  if (holder.kind !== 'word' && holder.kind !== 'string') return null;
  if (sign === ':' && !isHolder(tokens, at - 1)) return null;
  if (sign === '=' && TYPE.test(holder.value) && tokens[at - 2]?.value === ':') return tokens[at - 3]?.value ?? null;
  return holder.value;
}

/** Does the value end before `index`, rather than be calculated with? */
function endsAt(tokens: readonly Token[], index: number): boolean {
  const next = tokens[index];
  if (!next) return true;
  return next.kind !== 'mark' ? true : /^([,;})\]>]|\/>|<\/.*)$/.test(next.value);
}

/** What properties hold, where the tokens from `start` to `end` say nothing else (`color="red" size={3}`); else null. */
export function propertiesIn(tokens: readonly Token[], start: number, end: number): Value[] | null {
  const found: Value[] = [];
  let at = start;
  while (at < end) {
    const token = tokens[at];
    if (token?.kind === 'mark' && /^[,;}]$/.test(token.value)) {
      at += 1;
      continue;
    }
    if (token?.kind !== 'word' && token?.kind !== 'string') return null;
    at += 1;
    if (!/^[=:]$/.test(tokens[at]?.value ?? '')) return null;
    at += 1;
    if (tokens[at]?.value === '{') at += 1;
    const value = at < end ? valueAt(tokens, at) : null;
    if (!value?.whole || value.name === null) return null;
    found.push(value);
    at += 1;
  }
  return found.length > 0 || start === end ? found : null;
}
