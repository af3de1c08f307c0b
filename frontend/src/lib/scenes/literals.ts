import type { JSXElement, JSXText, Node, ObjectExpression } from '@babel/types';
import { choicesOf, findComponent } from './components';
import { attributeOf, attributesOf, attributeValue, elementsOf, isOwn, isSound, type Jsx, nameOf } from './jsx';
import type { Layout } from './layout';
import { unwrap } from './source';
import { isColour, isFile, isTechnical, isTime } from './values';

export type PropKind = 'text' | 'color' | 'number' | 'choice' | 'file';

/** Something of a scene that can be set in a form. */
export interface SceneProp {
  /** Stays the same as long as the scene is built the same way. */
  id: string;
  /** As the code calls it: "title", "labels.0", "style.backgroundColor"; "text" for what stands between tags. */
  name: string;
  /** The element that it belongs to: "Title". */
  element: string;
  kind: PropKind;
  value: string | number;
  /** What a choice may be. */
  options?: string[];
}

export interface Literal extends SceneProp {
  node: Node;
  /** How it is written: `title="…"`, `{'…'}`, between tags. */
  form: 'attribute' | 'expression' | 'content';
}

interface Place {
  ordinal: number;
  own: boolean;
  element: string;
  choices: Map<string, string[]>;
}

/** What places a scene, beside what it shows. */
const PLACING = new Set(['name', 'from', 'durationInFrames', 'layout', 'premountFor', 'postmountFor', 'offset']);

/** All that is written down as it is in these elements and in what they hold. */
export function literalsIn(elements: readonly Jsx[], layout: Layout): Literal[] {
  const found: Literal[] = [];
  let ordinal = 0;
  const visit = (element: Jsx) => {
    if (isSound(element, layout.imports)) return;
    found.push(...literalsOf(element, ordinal, layout));
    ordinal += 1;
    for (const inner of elementsOf(element)) visit(inner);
  };
  for (const element of elements) visit(element);
  return found;
}

/** The same of each element alone. */
export function literalsAt(elements: readonly Jsx[], layout: Layout, first: number): Literal[] {
  return elements.flatMap((element, index) => literalsOf(element, first + index, layout));
}

function literalsOf(element: Jsx, ordinal: number, layout: Layout): Literal[] {
  if (element.type === 'JSXFragment') return contentOf(element, ordinal);
  const own = isOwn(element, layout.imports);
  const component = own ? findComponent(layout.files, layout.code, nameOf(element)) : null;
  const place: Place = {
    ordinal,
    own,
    element: nameOf(element),
    choices: component ? choicesOf(component) : new Map(),
  };
  return [...attributeLiterals(element, place), ...contentOf(element, ordinal)];
}

function attributeLiterals(element: JSXElement, place: Place): Literal[] {
  const placed = attributeOf(element, 'durationInFrames') !== null;
  return attributesOf(element).flatMap((attribute) => {
    const value = attributeValue(attribute);
    if (!value || attribute.name.type !== 'JSXIdentifier') return [];
    if (placed && PLACING.has(attribute.name.name)) return [];
    const form = attribute.value?.type === 'StringLiteral' ? 'attribute' : 'expression';
    return inValue(value, attribute.name.name, form, place);
  });
}

/** The literals of a value: itself, or those of a list or an object. */
function inValue(node: Node, name: string, form: Literal['form'], place: Place): Literal[] {
  const inner = unwrap(node);
  if (inner.type === 'ArrayExpression') {
    return inner.elements.flatMap((item, index) => (item ? inValue(item, `${name}.${index}`, form, place) : []));
  }
  if (inner.type === 'ObjectExpression') return inObject(inner, name, place);
  const value = literalValue(inner);
  const kind = value === null ? null : kindOf(name, value, place);
  if (value === null || !kind) return [];
  const options = place.choices.get(name);
  return [
    {
      ...{ id: `${place.ordinal}.${name}`, name, element: place.element, kind, value, node: inner, form },
      ...(kind === 'choice' && options ? { options } : {}),
    },
  ];
}

function inObject(object: ObjectExpression, name: string, place: Place): Literal[] {
  return object.properties.flatMap((property) => {
    if (property.type !== 'ObjectProperty' || property.computed) return [];
    const key = property.key.type === 'Identifier' ? property.key.name : null;
    return key ? inValue(property.value, `${name}.${key}`, 'expression', place) : [];
  });
}

function literalValue(node: Node): string | number | null {
  switch (node.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
      return node.value;
    case 'TemplateLiteral':
      return node.expressions.length === 0 ? (node.quasis[0]?.value.cooked ?? null) : null;
    case 'UnaryExpression':
      return node.operator === '-' && node.argument.type === 'NumericLiteral' ? -node.argument.value : null;
    default:
      return null;
  }
}

function kindOf(name: string, value: string | number, { own, choices }: Place): PropKind | null {
  const last = name.split('.').findLast((part) => !/^\d+$/.test(part)) ?? name;
  const styled = name.startsWith('style.');
  if (typeof value === 'number') return own && !styled && !isTechnical(last) && !isTime(last) ? 'number' : null;
  if (choices.get(name)?.includes(value)) return 'choice';
  if (isColour(value, last)) return 'color';
  if (isFile(value)) return own ? 'file' : null;
  // Strings of the page's own elements and of styles are for browsers, not for people.
  return own && !styled && !isTechnical(last) && value.trim() !== '' ? 'text' : null;
}

function contentOf(element: Jsx, ordinal: number): Literal[] {
  return element.children.flatMap((child, index): Literal[] => {
    const id = `${ordinal}.#${index}`;
    if (child.type === 'JSXText') {
      const value = shownText(child);
      return value
        ? [{ id, name: 'text', element: nameOf(element), kind: 'text', value, node: child, form: 'content' }]
        : [];
    }
    if (child.type !== 'JSXExpressionContainer') return [];
    const inner = unwrap(child.expression);
    const value = literalValue(inner);
    if (typeof value !== 'string' || value.trim() === '') return [];
    return [{ id, name: 'text', element: nameOf(element), kind: 'text', value, node: inner, form: 'expression' }];
  });
}

/** As JSX shows it: lines joined by a space. */
function shownText({ value }: JSXText): string {
  return value.replace(/\s*\n\s*/g, ' ').trim();
}
