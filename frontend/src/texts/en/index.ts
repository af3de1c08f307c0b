import { first } from './first';
import { rest } from './rest';

/** Every English text, a file a feature. */
export const en = { ...first, ...rest };
