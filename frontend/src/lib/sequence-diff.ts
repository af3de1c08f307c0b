/** A run that differs: `before[oldStart..oldEnd)` became `after[newStart..newEnd)`; either may be empty. */
export interface Gap {
  oldStart: number;
  oldEnd: number;
  newStart: number;
  newEnd: number;
}

/** 1,200 × 1,200 items take about 15 ms; a person wouldn't read the outcome of more. */
const CELLS_MAX = 1_500_000;

/** Where two sequences differ, by their longest common subsequence; null when they are too long to compare. */
export function diffSequences(before: readonly string[], after: readonly string[]): Gap[] | null {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let [oldEnd, newEnd] = [before.length, after.length];
  while (oldEnd > start && newEnd > start && before[oldEnd - 1] === after[newEnd - 1]) {
    oldEnd -= 1;
    newEnd -= 1;
  }
  const [rows, columns] = [oldEnd - start, newEnd - start];
  if (rows === 0 && columns === 0) return [];
  if (rows === 0 || columns === 0) return [{ oldStart: start, oldEnd, newStart: start, newEnd }];
  if (rows * columns > CELLS_MAX) return null;

  const lengths = commonLengths(before.slice(start, oldEnd), after.slice(start, newEnd));
  const at = (row: number, column: number) => lengths[row * (columns + 1) + column] ?? 0;
  const gaps: Gap[] = [];
  let open: Gap | null = null;
  let [row, column] = [0, 0];
  while (row < rows || column < columns) {
    if (row < rows && column < columns && before[start + row] === after[start + column]) {
      open = null;
      row += 1;
      column += 1;
      continue;
    }
    if (!open) {
      open = { oldStart: start + row, oldEnd: start + row, newStart: start + column, newEnd: start + column };
      gaps.push(open);
    }
    if (column === columns || (row < rows && at(row + 1, column) >= at(row, column + 1))) {
      row += 1;
      open.oldEnd = start + row;
    } else {
      column += 1;
      open.newEnd = start + column;
    }
  }
  return gaps;
}

/** Lengths of the longest common subsequence of all endings, as a table of one row more than each has items. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      const here = row * width + column;
      const [below, right] = [lengths[here + width] ?? 0, lengths[here + 1] ?? 0];
      lengths[here] = before[row] === after[column] ? (lengths[here + width + 1] ?? 0) + 1 : Math.max(below, right);
    }
  }
  return lengths;
}
