/** One thing that changed, in words. */
export interface ChangeWords {
  kind: 'setting' | 'file' | 'part' | 'text' | 'colour' | 'value' | 'lines';
  /** What changed: "Title text", "Length", "New file". */
  what: string;
  /** As it was; null when it wasn't there, or there is nothing to tell. */
  from: string | null;
  /** As it is now; null as above. */
  to: string | null;
  /** The file's name as a person calls it. */
  file: string;
  /** In how many places. */
  times: number;
}

/** The same as one sentence, for who hears it or reads it as text. */
export function sentence({ kind, what, from, to, times }: ChangeWords): string {
  const quote = (value: string) => (kind === 'text' ? `“${value}”` : value);
  const places = times > 1 ? `, in ${times} places` : '';
  if (kind === 'lines') return `${what}: ${to}`;
  if (kind === 'file') return from === null ? `${what}: ${to}` : `${what}: ${from} → ${to}`;
  if (kind === 'part') return to === null ? `${what} removed${places}` : `${what} added${places}`;
  if (from === null) return `${what} added: ${quote(to ?? '')}${places}`;
  if (to === null) return `${what} removed: ${quote(from)}${places}`;
  return `${what}${kind === 'text' ? ':' : ''} ${quote(from)} → ${quote(to)}${places}`;
}
