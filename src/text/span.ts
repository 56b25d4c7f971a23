/** A half-open range `[start, end)` of offsets into a file's text, in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place as people count: line and column from 1, the column in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export function span(start: number, end: number): Span {
  return { start, end };
}

export function sliceOf(source: string, at: Span): string {
  return source.slice(at.start, at.end);
}

/** Turns offsets into lines and columns. Built once for a text, then each look-up is a binary search. */
export class LineIndex {
  /** The offset at which each line starts; a line ends with `\n` (so `\r\n` counts once). */
  readonly #starts: number[] = [0];

  constructor(source: string) {
    for (let at = source.indexOf("\n"); at !== -1; at = source.indexOf("\n", at + 1))
      this.#starts.push(at + 1);
  }

  /**
   * @param offset a UTF-16 offset; one past the end counts as on the last line
   */
  position(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }

  /** The offset at which the line that holds `offset` starts. */
  lineStart(offset: number): number {
    return this.#starts[this.position(offset).line - 1] ?? 0;
  }
}
