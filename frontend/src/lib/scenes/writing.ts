import type { JSXElement } from '@babel/types';
import MagicString from 'magic-string';
import { attributeOf, attributeValue } from './jsx';
import { type Layout, ROOT_FILE } from './layout';
import type { Literal } from './literals';
import type { Told } from './numbers';
import { CannotEdit } from './reasons';
import { type Files, type Source, spanOf } from './source';
import { asAttribute, asContent, asString } from './values';

/** The edge takes no longer video: an hour at 30 frames a second. */
export const MOST_FRAMES = 108_000;

/** The files of one change, each edited where it stands. */
export class Draft {
  private readonly edited = new Map<string, MagicString>();

  of({ path, text }: Source): MagicString {
    const known = this.edited.get(path) ?? new MagicString(text);
    this.edited.set(path, known);
    return known;
  }

  /** The files that are different now. */
  changed(): Files {
    const changed = [...this.edited].filter(([, text]) => text.hasChanged());
    return Object.fromEntries(changed.map(([path, text]) => [path, text.toString()]));
  }

  /** A number of an element: as it is where it says so already, else a plain one. */
  setNumber(source: Source, element: JSXElement, name: string, value: number, told: Told | null, moves = false): void {
    const attribute = attributeOf(element, name);
    if (!attribute) {
      const before = attributeOf(element, 'from') ?? attributeOf(element, 'name') ?? element.openingElement.name;
      this.of(source).appendLeft(spanOf(before)[1], ` ${name}={${value}}`);
      return;
    }
    // What follows the video's length by itself would say something else once that changes.
    if (told?.value === value && !(told.follows && moves)) return;
    const node = attributeValue(attribute);
    if (!node) return;
    if (attribute.value?.type === 'StringLiteral') this.of(source).overwrite(...spanOf(attribute.value), `{${value}}`);
    else this.of(source).overwrite(...spanOf(node), String(value));
  }

  setLiteral(source: Source, { node, form }: Literal, value: string | number): void {
    const text = this.of(source);
    const [start, end] = spanOf(node);
    if (typeof value === 'number') text.overwrite(start, end, String(value));
    else if (form === 'attribute') text.overwrite(start, end, asAttribute(value));
    else if (form === 'content') {
      const raw = source.text.slice(start, end);
      const [before, after] = [raw.length - raw.trimStart().length, raw.length - raw.trimEnd().length];
      text.overwrite(start + before, end - after, asContent(value));
    } else {
      const quote = source.text[start] ?? "'";
      text.overwrite(start, end, asString(value, `'"\``.includes(quote) ? quote : "'"));
    }
  }
}

/** The composition with so many frames. Throws CannotEdit. */
export function setLength(draft: Draft, { root, composition, settings }: Layout, frames: number): void {
  if (frames > MOST_FRAMES) throw new CannotEdit({ code: 'too_long', frames: MOST_FRAMES });
  const attribute = attributeOf(composition, 'durationInFrames');
  const value = attribute && attributeValue(attribute);
  if (!value) throw new CannotEdit({ code: 'settings_computed', file: ROOT_FILE });
  if (frames !== settings.durationInFrames) draft.of(root).overwrite(...spanOf(value), String(frames));
}
