import type { JSXAttribute, JSXElement, JSXFragment, JSXOpeningElement, Node } from '@babel/types';
import { type Imported, unwrap } from './source';

export type Jsx = JSXElement | JSXFragment;

/** "Sequence", "Series.Sequence"; empty for a fragment. */
export function nameOf(node: Jsx): string {
  return node.type === 'JSXFragment' ? '' : tagName(node.openingElement.name);
}

function tagName(name: JSXOpeningElement['name']): string {
  if (name.type === 'JSXIdentifier') return name.name;
  if (name.type === 'JSXMemberExpression') return `${tagName(name.object)}.${name.property.name}`;
  return `${name.namespace.name}:${name.name.name}`;
}

export function attributesOf(node: Jsx): JSXAttribute[] {
  if (node.type === 'JSXFragment') return [];
  return node.openingElement.attributes.filter((attribute) => attribute.type === 'JSXAttribute');
}

export function attributeOf(node: Jsx, name: string): JSXAttribute | null {
  return attributesOf(node).find((attribute) => attribute.name.name === name) ?? null;
}

/** Has it a `{...props}`, which may say anything? */
export function hasSpread(node: Jsx): boolean {
  return node.type === 'JSXElement' && node.openingElement.attributes.some(({ type }) => type === 'JSXSpreadAttribute');
}

/** What an attribute says; null for one without a value (`loop`) and for an element as value. */
export function attributeValue(attribute: JSXAttribute): Node | null {
  const { value } = attribute;
  if (value?.type === 'StringLiteral') return value;
  if (value?.type !== 'JSXExpressionContainer' || value.expression.type === 'JSXEmptyExpression') return null;
  return unwrap(value.expression);
}

export function textAttribute(node: Jsx, name: string): string | null {
  const attribute = attributeOf(node, name);
  const value = attribute && attributeValue(attribute);
  if (value?.type === 'StringLiteral') return value.value;
  if (value?.type === 'TemplateLiteral' && value.expressions.length === 0) return value.quasis[0]?.value.cooked ?? null;
  return null;
}

export function isJsx(node: Node | null | undefined): node is Jsx {
  return node?.type === 'JSXElement' || node?.type === 'JSXFragment';
}

/** Its elements, also those written as `{<Title />}`. */
export function elementsOf(node: Jsx): Jsx[] {
  return node.children.flatMap((child) => {
    if (isJsx(child)) return [child];
    if (child.type !== 'JSXExpressionContainer') return [];
    const inner = unwrap(child.expression);
    return isJsx(inner) ? [inner] : [];
  });
}

const REMOTION = /^(?:remotion|@remotion\/.+)$/;

/** What an element is called in Remotion, whatever it is called here; null for what isn't Remotion's. */
export function remotionName(node: Jsx, imports: Map<string, Imported>): string | null {
  const [base = '', ...rest] = nameOf(node).split('.');
  const imported = imports.get(base);
  if (!imported || !REMOTION.test(imported.from)) return null;
  return imported.imported === '*' ? rest.join('.') : [imported.imported, ...rest].join('.');
}

/** A component of the project itself, not of Remotion and not of the page. */
export function isOwn(node: Jsx, imports: Map<string, Imported>): boolean {
  return /^\p{Lu}/u.test(nameOf(node)) && remotionName(node, imports) === null;
}

const SOUNDS = new Set(['Audio', 'Html5Audio']);

export function isSound(node: Jsx, imports: Map<string, Imported>): boolean {
  return SOUNDS.has(remotionName(node, imports) ?? '');
}

/** Calls `visit` with the node and all below it, until it answers true. */
export function someNode(node: Node, visit: (node: Node) => boolean): boolean {
  if (visit(node)) return true;
  return Object.entries(node).some(([key, value]) => {
    if (key === 'loc' || key.endsWith('Comments')) return false;
    const inner: unknown[] = Array.isArray(value) ? value : [value];
    return inner.some((item) => isNode(item) && someNode(item, visit));
  });
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
