import type { JSXElement } from '@babel/types';
import { isJsx, type Jsx, remotionName } from './jsx';
import { type Imported, unwrap } from './source';

export interface SeriesParts {
  sequences: JSXElement[];
  /** What stands between each two scenes; null where they follow directly. */
  transitions: (JSXElement | null)[];
  /** Something that is neither a scene nor between two of them. */
  mixed: Jsx | null;
}

/** The scenes of a <Series> or <TransitionSeries>, and what joins them. */
export function readTransition(series: JSXElement, imports: Map<string, Imported>): SeriesParts {
  const parts: SeriesParts = { sequences: [], transitions: [], mixed: null };
  let between: JSXElement | null = null;
  for (const child of series.children) {
    if (child.type === 'JSXText') continue;
    const inner = child.type === 'JSXElement' || child.type === 'JSXFragment' ? child : unwrap(child.expression);
    if (inner.type === 'JSXEmptyExpression') continue;
    const name = isJsx(inner) ? remotionName(inner, imports) : null;
    if (inner.type === 'JSXElement' && name?.endsWith('.Sequence')) {
      if (parts.sequences.length > 0) parts.transitions.push(between);
      else if (between) parts.mixed ??= between;
      between = null;
      parts.sequences.push(inner);
    } else if (inner.type === 'JSXElement' && name?.endsWith('.Transition') && !between) between = inner;
    else parts.mixed ??= isJsx(inner) ? inner : series;
  }
  if (between) parts.mixed ??= between;
  return parts;
}
