// What the project's JSX is made with here (see platform/plugin.ts): React's own, and beside it a note of the line that
// made the element. Neither the element nor its props change, so nothing of it can be seen, spread, or exported.
import { Fragment, jsxDEV as make } from 'react/jsx-dev-runtime';
import { note } from './sources.ts';

export { Fragment };

export const jsxDEV: typeof make = (type, props, key, isStatic, source, self) => {
  const element = make(type, props, key, isStatic, source, self);
  note(element.props as object, source);
  return element;
};
