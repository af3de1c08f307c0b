const FENCE = /^\s{0,3}(```|~~~)/;

/**
 * Text cut at its blank lines, fenced code and lists in one piece: while an answer grows only its last piece changes, and
 * only that has to be read anew.
 */
export function blocksOf(text: string): string[] {
  const blocks: string[] = [];
  let block: string[] = [];
  let fence: string | null = null;
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const mark = FENCE.exec(line)?.[1];
    if (mark && (fence === null || fence === mark)) fence = fence === null ? mark : null;
    if (line.trim() || fence !== null || goesOn(block, lines[index + 1])) block.push(line);
    else if (block.length > 0) {
      blocks.push(block.join('\n'));
      block = [];
    }
  }
  if (block.length > 0) blocks.push(block.join('\n'));
  return blocks;
}

const LIST = /^\s*(?:[-*+]|\d+[.)])\s|^\s{2,}\S/;

/** A list with blank lines between its items is one list. */
function goesOn(block: readonly string[], next: string | undefined): boolean {
  return LIST.test(block[0] ?? '') && next !== undefined && LIST.test(next);
}
