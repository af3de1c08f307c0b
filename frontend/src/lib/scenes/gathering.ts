import type { JSXElement } from '@babel/types';
import { attributeOf, elementsOf, isJsx, isOwn, isSound, type Jsx, remotionName, someNode } from './jsx';
import { type Imported, unwrap } from './source';

export interface Placed {
  element: JSXElement;
  parent: Jsx;
}

/** What lies in a video's element, sorted by what it is for. */
export interface Gathered {
  sequences: Placed[];
  /** <Series> and <TransitionSeries>. */
  series: JSXElement[];
  /** Sequences that only sound. */
  effects: JSXElement[];
  /** What is there beside the scenes, each without what is in it. */
  layers: Jsx[];
  /** The same with all that is in it. */
  spans: JSXElement[];
  /** The line of a loop or condition that makes scenes. */
  computed: number | null;
}

const SERIES = new Set(['Series', 'TransitionSeries']);

export function gather(canvas: Jsx, imports: Map<string, Imported>): Gathered {
  const found: Gathered = { sequences: [], series: [], effects: [], layers: [], spans: [], computed: null };
  take(canvas, canvas, found, imports);
  return found;
}

function take(node: Jsx, parent: Jsx, found: Gathered, imports: Map<string, Imported>): void {
  if (node.type === 'JSXElement') {
    if (SERIES.has(remotionName(node, imports) ?? '')) {
      found.series.push(node);
      return;
    }
    if (isSequence(node, imports)) {
      const inside = elementsOf(node);
      const sounds = inside.length > 0 && inside.every((inner) => isSound(inner, imports));
      if (sounds) found.effects.push(node);
      else found.sequences.push({ element: node, parent });
      return;
    }
    if (isSound(node, imports)) return;
  }
  found.layers.push(node);
  for (const child of node.children) {
    if (child.type === 'JSXText') continue;
    if (isJsx(child)) {
      take(child, node, found, imports);
      continue;
    }
    const inner = unwrap(child.expression);
    if (isJsx(inner)) take(inner, node, found, imports);
    else if (makesScenes(inner, imports) || child.type === 'JSXSpreadChild') {
      found.computed ??= child.loc?.start.line ?? 1;
    }
  }
}

/** Remotion's own, or a component of the project that is given a time as one. */
function isSequence(node: Jsx, imports: Map<string, Imported>): boolean {
  if (remotionName(node, imports) === 'Sequence') return true;
  return isOwn(node, imports) && attributeOf(node, 'from') !== null && attributeOf(node, 'durationInFrames') !== null;
}

function makesScenes(node: Parameters<typeof someNode>[0], imports: Map<string, Imported>): boolean {
  return someNode(
    node,
    (inner) => isJsx(inner) && (isSequence(inner, imports) || SERIES.has(remotionName(inner, imports) ?? '')),
  );
}
