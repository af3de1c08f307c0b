import type { Node, VariableDeclarator } from '@babel/types';
import type { Component } from './components';
import { bare, type Files, importsOf, resolveImport, type Source, sourceOf, unwrap } from './source';

/** The composition's settings, which `useVideoConfig()` tells inside it. */
export interface Settings {
  width: number;
  height: number;
  fps: number;
  durationInFrames: number;
}

/** A number that code comes to; `follows` when it changes with the length of the video by itself. */
export interface Told {
  value: number;
  follows: boolean;
}

export interface Scope {
  files: Files;
  source: Source;
  component: Component | null;
  settings: Settings | null;
}

const MOST_HOPS = 12;
const MATH: Record<string, (...values: number[]) => number> = {
  round: Math.round,
  floor: Math.floor,
  ceil: Math.ceil,
  min: Math.min,
  max: Math.max,
};

/** What a piece of code comes to, where that can be told without running it: literals, sums, constants. */
export function numberOf(node: Node, scope: Scope, hops = 0): Told | null {
  if (hops > MOST_HOPS) return null;
  const inner = unwrap(node);
  switch (inner.type) {
    case 'NumericLiteral':
      return { value: inner.value, follows: false };
    case 'UnaryExpression': {
      const told = inner.operator === '-' ? numberOf(inner.argument, scope, hops + 1) : null;
      return told && { ...told, value: -told.value };
    }
    case 'BinaryExpression': {
      const [left, right] = [inner.left, inner.right].map((side) => numberOf(side, scope, hops + 1));
      const value = left && right ? calculated(inner.operator, left.value, right.value) : null;
      return left && right && value !== null ? { value, follows: left.follows || right.follows } : null;
    }
    case 'CallExpression': {
      const { callee } = inner;
      if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return null;
      if (callee.object.name !== 'Math' || callee.property.type !== 'Identifier') return null;
      const work = MATH[callee.property.name];
      const told = inner.arguments.map((argument) => numberOf(argument, scope, hops + 1));
      const known = told.filter((one) => one !== null);
      if (!work || known.length < told.length) return null;
      return { value: work(...known.map(({ value }) => value)), follows: known.some(({ follows }) => follows) };
    }
    case 'Identifier':
      return named(inner.name, scope, hops + 1);
    case 'MemberExpression': {
      const { object, property } = inner;
      if (object.type !== 'Identifier' || property.type !== 'Identifier' || inner.computed) return null;
      return isVideoConfig(object.name, scope) ? setting(property.name, scope) : null;
    }
    default:
      return null;
  }
}

function calculated(operator: string, left: number, right: number): number | null {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? null : left / right;
    case '%':
      return right === 0 ? null : left % right;
    default:
      return null;
  }
}

function named(name: string, scope: Scope, hops: number): Told | null {
  for (const declared of localConstants(scope)) {
    const { id, init } = declared;
    if (id.type === 'Identifier' && id.name === name) return init ? numberOf(init, scope, hops) : null;
    if (id.type !== 'ObjectPattern') continue;
    for (const property of id.properties) {
      if (property.type !== 'ObjectProperty' || property.key.type !== 'Identifier') continue;
      if (property.value.type !== 'Identifier' || property.value.name !== name) continue;
      return init && callsVideoConfig(init) ? setting(property.key.name, scope) : null;
    }
  }
  const { files, source } = scope;
  const outer = moduleConstant(source, name);
  if (outer) return numberOf(outer, { ...scope, component: null }, hops);
  const imported = importsOf(source).get(name);
  const path = imported && resolveImport(files, source.path, imported.from);
  if (!path) return null;
  const there = sourceOf(files, path);
  const constant = moduleConstant(there, imported.imported);
  return constant && numberOf(constant, { ...scope, source: there, component: null }, hops);
}

/** What the component's own constants are. */
function localConstants({ component }: Scope): VariableDeclarator[] {
  const body = component && unwrap(component.fn.body);
  if (body?.type !== 'BlockStatement') return [];
  return body.body.flatMap((statement) =>
    statement.type === 'VariableDeclaration' && statement.kind === 'const' ? statement.declarations : [],
  );
}

function moduleConstant(source: Source, name: string): Node | null {
  for (const statement of source.program.body) {
    const inner = bare(statement);
    if (inner?.type !== 'VariableDeclaration' || inner.kind !== 'const') continue;
    const found = inner.declarations.find(({ id }) => id.type === 'Identifier' && id.name === name);
    if (found) return found.init ?? null;
  }
  return null;
}

function isVideoConfig(name: string, scope: Scope): boolean {
  return localConstants(scope).some(
    ({ id, init }) => id.type === 'Identifier' && id.name === name && Boolean(init && callsVideoConfig(init)),
  );
}

function callsVideoConfig(node: Node): boolean {
  const call = unwrap(node);
  return call.type === 'CallExpression' && call.callee.type === 'Identifier' && call.callee.name === 'useVideoConfig';
}

function setting(name: string, { settings }: Scope): Told | null {
  switch (settings && name) {
    case 'width':
    case 'height':
    case 'fps':
    case 'durationInFrames':
      return settings && { value: settings[name as keyof Settings], follows: name === 'durationInFrames' };
    default:
      return null;
  }
}
