/** `text` is what stands between JSX tags; `tag` opens an element: "<Title"; `mark` is all other punctuation. */
export type TokenKind = 'string' | 'number' | 'text' | 'word' | 'tag' | 'mark' | 'comment';

export interface Token {
  kind: TokenKind;
  /** A string without its quotes, a text without the space around it; else as it stands. */
  value: string;
  /** Index of the line that it begins on. */
  line: number;
  /** The element whose attribute or content it is; null outside of JSX, or where its beginning isn't among the lines. */
  element: string | null;
  /** Part of an import: a name of the code, nothing that is seen. */
  imported: boolean;
}

type Place = { in: 'code' } | { in: 'tag' | 'content'; element: string | null };

const SPACE = /\s+/y;
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const STRING = /'(?:\\.|[^'\\\n])*'?|"(?:\\.|[^"\\\n])*"?|`(?:\\[\s\S]|\$\{[^}]*\}|[^`\\])*`?/y;
const NUMBER = /-?(?:0[xX][\da-fA-F]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)(?:px|rem|em|vh|vw|deg|ms|s|fr|%)?/y;
const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const ATTRIBUTE = /[\p{L}_$][\p{L}\p{N}_$:-]*/uy;
const COLOUR = /#(?:[\da-fA-F]{8}|[\da-fA-F]{6}|[\da-fA-F]{3,4})(?![\p{L}\p{N}_])/uy;
const OPENING = /<(?![\p{N}\s=</!])(?:[\p{L}_$][\p{L}\p{N}_$.]*)?/uy;
const CLOSING = /<\/[\p{L}\p{N}_$.]*\s*>/uy;
const MARK = /=>|\/>|\.\.\.|[\s\S]/y;
const CONTENT = /[^<{]+/y;
const CODE: [TokenKind, RegExp][] = [
  ['comment', COMMENT],
  ['string', STRING],
  ['string', COLOUR],
  ['number', NUMBER],
];

/**
 * The tokens of a piece of TypeScript with JSX, JSON or CSS, as far as they can be told from a few lines alone: good
 * enough to say in words what changed, never to run anything. Space between tokens is left out.
 */
export function tokensOf(lines: readonly string[]): Token[] {
  const reader = new Reader(lines.join('\n'));
  while (!reader.atEnd()) reader.step();
  return reader.tokens;
}

class Reader {
  readonly tokens: Token[] = [];
  private readonly places: Place[] = [{ in: 'code' }];
  private at = 0;
  private line = 0;
  private imports: 'no' | 'yes' | 'until its end' = 'no';

  constructor(private readonly source: string) {}

  atEnd(): boolean {
    return this.at >= this.source.length;
  }

  step(): void {
    const place = this.places.at(-1) ?? { in: 'code' };
    const closing = this.read(CLOSING);
    const opening = closing || (place.in === 'code' && this.adjoins()) ? null : this.read(OPENING);
    if (closing) {
      this.leave('content');
      this.add('mark', closing, closing.replace(/\s/g, ''));
    } else if (opening) {
      this.places.push({ in: 'tag', element: opening.slice(1) || null });
      this.add('tag', opening);
    } else if (place.in === 'content') this.stepInContent();
    else this.stepInCode(place);
  }

  private stepInContent(): void {
    const content = this.read(CONTENT);
    const text = content?.replace(/\s+/g, ' ').trim();
    if (content && text) this.add('text', content, text);
    else if (content) this.skip(content);
    else this.mark(this.source[this.at] ?? '', { in: 'content', element: null });
  }

  private stepInCode(place: Place): void {
    const space = this.read(SPACE);
    if (space) {
      this.skip(space);
      return;
    }
    for (const [kind, pattern] of CODE) {
      const raw = kind === 'number' && !this.startsNumber() ? null : this.read(pattern);
      if (!raw) continue;
      if (kind !== 'string' || raw.startsWith('#')) this.add(kind, raw);
      // What begins with an apostrophe and doesn't end is more likely text than a string.
      else this.add(isClosed(raw) ? 'string' : 'mark', raw, unquoted(raw));
      return;
    }
    const word = this.read(place.in === 'tag' ? ATTRIBUTE : WORD);
    if (word) this.add('word', word);
    else this.mark(this.read(MARK) ?? '', place);
  }

  /** Takes a mark, and goes into or out of what it opens or closes. */
  private mark(mark: string, place: Place): void {
    if (mark === '{') this.places.push({ in: 'code' });
    else if (mark === '}' && place.in === 'code' && this.places.length > 1) this.places.pop();
    else if (mark === '/>') this.leave('tag');
    else if (mark === '>' && place.in === 'tag') {
      this.leave('tag');
      this.places.push({ in: 'content', element: place.element });
    } else if (mark === '>' && this.endsUnseenTag()) this.places.push({ in: 'content', element: null });
    this.add('mark', mark);
  }

  private leave(from: 'tag' | 'content'): void {
    if (this.places.at(-1)?.in === from) this.places.pop();
  }

  private read(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    return pattern.exec(this.source)?.[0] || null;
  }

  private add(kind: TokenKind, raw: string, value = raw): void {
    const line = this.line + newlines(raw.slice(0, raw.length - raw.trimStart().length));
    if (kind === 'word' && value === 'import' && this.startsLine()) this.imports = 'yes';
    else if (this.imports === 'until its end' && value !== ';') this.imports = 'no';
    this.tokens.push({ kind, value, line, element: this.element(), imported: this.imports !== 'no' });
    if (this.imports !== 'no' && kind === 'string') this.imports = 'until its end';
    else if (value === ';') this.imports = 'no';
    this.skip(raw);
  }

  private skip(raw: string): void {
    this.at += raw.length;
    this.line += newlines(raw);
  }

  private element(): string | null {
    const inner = this.places.findLast((place) => place.in !== 'code');
    return inner?.element ?? null;
  }

  private startsLine(): boolean {
    return /(^|\n)[ \t]*$/.test(this.source.slice(Math.max(0, this.at - 80), this.at));
  }

  /** "a<b" and "useState<string>" open no element. */
  private adjoins(): boolean {
    return /[\p{L}\p{N}_$)\]]/u.test(this.source[this.at - 1] ?? '');
  }

  /** A minus after a value takes away; elsewhere it belongs to the number. */
  private startsNumber(): boolean {
    const before = this.tokens.at(-1);
    if (this.source[this.at] !== '-' || !before) return true;
    return before.kind === 'mark' ? !/^[)\]]$/.test(before.value) : before.kind !== 'number' && before.kind !== 'word';
  }

  /** Does this ">" end a tag whose beginning isn't among the lines? It then ends its line, after an attribute or alone. */
  private endsUnseenTag(): boolean {
    const end = this.source.indexOf('\n', this.at);
    if (this.source.slice(this.at + 1, end < 0 ? undefined : end).trim() !== '') return false;
    const before = this.tokens.at(-1);
    return this.startsLine() || before?.kind === 'string' || before?.value === '}';
  }
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}

function isClosed(raw: string): boolean {
  return raw.length > 1 && raw.endsWith(raw[0] ?? '');
}

function unquoted(raw: string): string {
  return (isClosed(raw) ? raw.slice(1, -1) : raw).replace(/\\(['"`\\])/g, '$1');
}
