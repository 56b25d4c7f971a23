import type { FileEdit } from "../transform/types.js";

interface Shift {
  readonly at: number;
  readonly removed: number;
  readonly added: number;
}

/**
 * Maps offsets of a text that was edited several times back to the text as it was read, so that reports
 * name the lines that the user has before their eyes.
 */
export class OffsetHistory {
  readonly #rounds: (readonly Shift[])[] = [];

  /** Records the edits of one round, made for the text as the round before left it. */
  record(edits: readonly FileEdit[]): void {
    const shifts = edits.map(({ span, text }) => ({
      at: span.start,
      removed: span.end - span.start,
      added: text.length,
    }));
    this.#rounds.push(shifts.sort((a, b) => a.at - b.at));
  }

  /** An offset in the text as it is now, as an offset in the text as it was read. */
  original(offset: number): number {
    return this.#rounds.reduceRight(undo, offset);
  }
}

function undo(offset: number, shifts: readonly Shift[]): number {
  let moved = 0;
  for (const { at, removed, added } of shifts) {
    if (offset < at + moved) break;
    // Inside what was written: as near as there is, the place where it was written.
    if (offset < at + moved + added) return at;
    moved += added - removed;
  }
  return offset - moved;
}
