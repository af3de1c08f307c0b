import type { ArrowFunctionExpression, FunctionDeclaration, FunctionExpression, Node, TSType } from '@babel/types';
import { isJsx, type Jsx } from './jsx';
import { bare, type Files, importsOf, resolveImport, type Source, sourceOf, unwrap } from './source';

type Fn = ArrowFunctionExpression | FunctionExpression | FunctionDeclaration;

/** A component's function, and the file that it is written in. */
export interface Component {
  source: Source;
  fn: Fn;
  /** The type that its variable says it has: `const Title: FC<TitleProps>`. */
  annotation: TSType | null;
}

const MOST_HOPS = 6;

/** The component that `name` means in a file, followed through imports; null where it can't be. */
export function findComponent(files: Files, source: Source, name: string, hops = 0): Component | null {
  const own = ownComponent(source, (called) => called === name);
  if (own) return own;
  const imported = importsOf(source).get(name);
  return imported ? exported(files, source, imported.from, imported.imported, hops) : null;
}

function exported(files: Files, source: Source, from: string, name: string, hops: number): Component | null {
  const path = resolveImport(files, source.path, from);
  if (!path || hops > MOST_HOPS) return null;
  const there = sourceOf(files, path);
  for (const statement of there.program.body) {
    if (statement.type === 'ExportDefaultDeclaration' && name === 'default') {
      const { declaration } = statement;
      if (declaration.type === 'Identifier') return findComponent(files, there, declaration.name, hops + 1);
      return asComponent(there, declaration, null);
    }
    if (statement.type !== 'ExportNamedDeclaration') continue;
    for (const specifier of statement.specifiers) {
      if (specifier.type !== 'ExportSpecifier') continue;
      const outside = specifier.exported.type === 'Identifier' ? specifier.exported.name : specifier.exported.value;
      if (outside !== name) continue;
      return statement.source
        ? exported(files, there, statement.source.value, specifier.local.name, hops + 1)
        : findComponent(files, there, specifier.local.name, hops + 1);
    }
  }
  return ownComponent(there, (called) => called === name);
}

function ownComponent(source: Source, isIt: (name: string) => boolean): Component | null {
  for (const statement of source.program.body) {
    const inner = bare(statement);
    if (inner?.type === 'FunctionDeclaration' && inner.id && isIt(inner.id.name)) {
      return { source, fn: inner, annotation: null };
    }
    if (inner?.type !== 'VariableDeclaration') continue;
    for (const { id, init } of inner.declarations) {
      if (id.type !== 'Identifier' || !isIt(id.name) || !init) continue;
      const annotation = id.typeAnnotation?.type === 'TSTypeAnnotation' ? id.typeAnnotation.typeAnnotation : null;
      return asComponent(source, init, annotation);
    }
  }
  return null;
}

function asComponent(source: Source, node: Node, annotation: TSType | null): Component | null {
  const inner = unwrap(node);
  switch (inner.type) {
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'FunctionDeclaration':
      return { source, fn: inner, annotation };
    case 'CallExpression': {
      // memo(…), forwardRef(…): the component is what they are given.
      const [given] = inner.arguments;
      return given && inner.arguments.length <= 2 ? asComponent(source, given, annotation) : null;
    }
    default:
      return null;
  }
}

/** What a component shows when nothing special is the case: its last `return` of an element. */
export function shownBy({ fn }: Component): Jsx | null {
  const body = unwrap(fn.body);
  if (isJsx(body)) return body;
  if (body.type !== 'BlockStatement') return null;
  const returned = body.body.findLast((statement) => statement.type === 'ReturnStatement');
  const shown = returned?.type === 'ReturnStatement' && returned.argument ? unwrap(returned.argument) : null;
  return isJsx(shown) ? shown : null;
}

/** The strings that each property of a component may be, where its type lists them: `drift: 'left' | 'right'`. */
export function choicesOf({ source, fn, annotation }: Component): Map<string, string[]> {
  const [first] = fn.params;
  const told =
    first && 'typeAnnotation' in first && first.typeAnnotation?.type === 'TSTypeAnnotation'
      ? first.typeAnnotation.typeAnnotation
      : annotation?.type === 'TSTypeReference'
        ? (annotation.typeParameters?.params[0] ?? null)
        : null;
  const choices = new Map<string, string[]>();
  for (const member of membersOf(source, told)) {
    if (member.type !== 'TSPropertySignature' || member.key.type !== 'Identifier') continue;
    const type = aliased(source, member.typeAnnotation?.typeAnnotation ?? null);
    if (type?.type !== 'TSUnionType') continue;
    const options = type.types.flatMap((part) =>
      part.type === 'TSLiteralType' && part.literal.type === 'StringLiteral' ? [part.literal.value] : [],
    );
    if (options.length > 1 && options.length === type.types.length) choices.set(member.key.name, options);
  }
  return choices;
}

function membersOf(source: Source, type: TSType | null) {
  if (type?.type === 'TSTypeLiteral') return type.members;
  if (type?.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return [];
  const { name } = type.typeName;
  for (const statement of source.program.body) {
    const inner = bare(statement);
    if (inner?.type === 'TSInterfaceDeclaration' && inner.id.name === name) return inner.body.body;
    if (inner?.type === 'TSTypeAliasDeclaration' && inner.id.name === name) {
      return inner.typeAnnotation.type === 'TSTypeLiteral' ? inner.typeAnnotation.members : [];
    }
  }
  return [];
}

function aliased(source: Source, type: TSType | null): TSType | null {
  if (type?.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return type;
  const { name } = type.typeName;
  for (const statement of source.program.body) {
    const inner = bare(statement);
    if (inner?.type === 'TSTypeAliasDeclaration' && inner.id.name === name) return inner.typeAnnotation;
  }
  return null;
}
