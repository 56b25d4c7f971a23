import { firstIndex } from "../text/bisect.js";
import { inOrder } from "../text/edit.js";
import type { FileEdit } from "../transform/types.js";

/** One splice of a round, placed in the text as the round left it. */
interface Shift {
  /** Where it was made, in the text before the round. */
  readonly at: number;
  /** Where what was written starts and ends, in the text after the round. */
  readonly start: number;
  readonly end: number;
  /** How much further along everything behind it is than before the round. */
  readonly moved: number;
}

/**
 * Maps offsets of a text that was edited several times back to the text as it was read, so that reports
 * name the lines that the user has before their eyes.
 */
export class OffsetHistory {
  readonly #rounds: (readonly Shift[])[] = [];

  /** Records the edits of one round, made for the text as the round before left it. */
  record(edits: readonly FileEdit[]): void {
    let moved = 0;
    this.#rounds.push(
      inOrder(edits).map(({ span, text }) => {
        const start = span.start + moved;
        moved += text.length - (span.end - span.start);
        return { at: span.start, start, end: start + text.length, moved };
      }),
    );
  }

  /** An offset in the text as it is now, as an offset in the text as it was read. */
  original(offset: number): number {
    return this.#rounds.reduceRight(undo, offset);
  }
}

function undo(offset: number, shifts: readonly Shift[]): number {
  const next = firstIndex(shifts.length, (index) => (shifts[index]?.start ?? 0) > offset);
  const shift = shifts[next - 1];
  if (shift === undefined) return offset;
  // Inside what was written: as near as there is, the place where it was written.
  return offset < shift.end ? shift.at : offset - shift.moved;
}
