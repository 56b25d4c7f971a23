/** What one text has in place of the other's lines: half-open ranges of line numbers from 0. */
export interface LineChange {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** So many equal lines in a row and the two texts are taken to be in step again. */
const IN_STEP = 3;
/** How many lines further on, on both sides together, the texts are sought to be in step again. */
const REACH = 2000;

/**
 * The changes that turn one list of lines into another, in order.
 *
 * A file of 10,000 tasks with a fix in each has as many changes, each of few lines. Myers' algorithm takes
 * time by lines x changes for that; here each change is closed where the texts are in step again, and only
 * its own few lines are compared in full, so that the time grows with the file. Texts that have nothing in
 * common for more than `REACH` lines differ in one piece from there on.
 */
export function lineChanges(before: readonly string[], after: readonly string[]): readonly LineChange[] {
  const changes: LineChange[] = [];
  let oldAt = 0;
  let newAt = 0;
  while (oldAt < before.length || newAt < after.length) {
    if (oldAt < before.length && newAt < after.length && before[oldAt] === after[newAt]) {
      oldAt++;
      newAt++;
      continue;
    }
    const { oldEnd, newEnd } = inStepAgain(before, oldAt, after, newAt);
    compare(before, { oldStart: oldAt, oldEnd, newStart: newAt, newEnd }, after, changes);
    oldAt = oldEnd;
    newAt = newEnd;
  }
  return changes;
}

/** The nearest place, by lines passed over on both sides, from which the texts go on alike. */
function inStepAgain(
  before: readonly string[],
  oldAt: number,
  after: readonly string[],
  newAt: number,
): Pick<LineChange, "oldEnd" | "newEnd"> {
  const oldLeft = before.length - oldAt;
  const newLeft = after.length - newAt;
  for (let passed = 1; passed <= Math.min(REACH, oldLeft + newLeft); passed++) {
    for (let skipped = Math.max(0, passed - newLeft); skipped <= Math.min(passed, oldLeft); skipped++) {
      const oldEnd = oldAt + skipped;
      const newEnd = newAt + passed - skipped;
      if (goOnAlike(before, oldEnd, after, newEnd)) return { oldEnd, newEnd };
    }
  }
  return { oldEnd: before.length, newEnd: after.length };
}

function goOnAlike(
  before: readonly string[],
  oldAt: number,
  after: readonly string[],
  newAt: number,
): boolean {
  for (let i = 0; i < IN_STEP; i++) {
    const [old, now] = [before[oldAt + i], after[newAt + i]];
    if (old !== now) return false;
    // Both at their end.
    if (old === undefined) return true;
  }
  return true;
}

/** Cells of a table of common subsequences that are affordable: about 8 ms. */
const MAX_CELLS = 1_000_000;

/** Splits a change at the lines that both sides have: the longest common subsequence. */
function compare(
  before: readonly string[],
  { oldStart, oldEnd, newStart, newEnd }: LineChange,
  after: readonly string[],
  changes: LineChange[],
): void {
  const rows = oldEnd - oldStart;
  const columns = newEnd - newStart;
  if (rows === 0 || columns === 0 || rows * columns > MAX_CELLS) {
    changes.push({ oldStart, oldEnd, newStart, newEnd });
    return;
  }
  const width = columns + 1;
  // The length of the longest common subsequence from (row, column) to the end.
  const longest = new Uint32Array((rows + 1) * width);
  const at = (row: number, column: number): number => longest[row * width + column] ?? 0;
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      longest[row * width + column] =
        before[oldStart + row] === after[newStart + column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  let row = 0;
  let column = 0;
  while (row < rows || column < columns) {
    const from = { oldStart: oldStart + row, newStart: newStart + column };
    while (row < rows || column < columns) {
      if (row < rows && column < columns && before[oldStart + row] === after[newStart + column]) break;
      if (row < rows && (column === columns || at(row + 1, column) >= at(row, column + 1))) row++;
      else column++;
    }
    changes.push({ ...from, oldEnd: oldStart + row, newEnd: newStart + column });
    while (row < rows && column < columns && before[oldStart + row] === after[newStart + column]) {
      row++;
      column++;
    }
  }
}
