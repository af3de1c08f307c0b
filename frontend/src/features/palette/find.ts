/**
 * How well a command answers what was typed, 0 to 1: each typed word must stand somewhere in its name, and the nearer to
 * the beginning of it or of a word, the better.
 */
export function fits(name: string, query: string): number {
  const text = name.toLowerCase();
  const typed = query.toLowerCase().trim().split(/\s+/);
  return typed.reduce((least, word) => Math.min(least, wordFits(text, word)), 1);
}

function wordFits(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at < 0) return 0;
  if (at === 0) return 1;
  const beginsWord = text.split(/[\s,·“”()]+/).some((part) => part.startsWith(word));
  return beginsWord ? 0.8 : 0.4;
}
