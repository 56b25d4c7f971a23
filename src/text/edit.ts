import { firstIndex } from "./bisect.js";
import type { Span } from "./span.js";

/**
 * One splice of a file's text, as data. An empty span inserts, an empty text deletes.
 * `was` repeats what the source holds at the span, so that an edit made for another text is refused
 * instead of landing somewhere else.
 */
export interface Edit {
  readonly span: Span;
  readonly was: string;
  readonly text: string;
  /** Of insertions of whole lines: the columns that the lines are indented by. */
  readonly indent?: number;
}

/** Thrown when edits overlap or were made for another text. A bug in a transform, never the user's fault. */
export class EditError extends Error {
  override readonly name = "EditError";
}

/**
 * Source order. Of lines inserted at one offset, the deeper indented come first: a key for the task that ends
 * there, then the task that follows it. Else the one given first comes first (the sort is stable).
 */
export function inOrder<E extends Edit>(edits: readonly E[]): E[] {
  return [...edits].sort(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (b.indent ?? 0) - (a.indent ?? 0),
  );
}

/**
 * The places that edits have claimed. Insertions at one and the same offset do not clash: they land there
 * one after the other. Touching spans do not clash either.
 */
export class Claims {
  /** In source order, none clashing with another: so only a newcomer's two neighbours can clash with it. */
  readonly #taken: Span[] = [];

  /** @param edit one that does not clash with those taken */
  take({ span }: Edit): void {
    this.#taken.splice(this.#placeOf(span), 0, span);
  }

  /** Would the edit change what one that was taken changes? In time by the logarithm of those taken. */
  clashes({ span }: Edit): boolean {
    const place = this.#placeOf(span);
    const before = this.#taken[place - 1];
    const after = this.#taken[place];
    return (
      (before !== undefined && span.start < before.end) || (after !== undefined && after.start < span.end)
    );
  }

  /** Where it goes in source order: behind those that are equal. */
  #placeOf({ start, end }: Span): number {
    return firstIndex(this.#taken.length, (index) => {
      const taken = this.#taken[index];
      return taken !== undefined && (taken.start > start || (taken.start === start && taken.end > end));
    });
  }
}

/**
 * Applies edits to a text, all or none.
 *
 * @param source the text that the edits were made for
 * @returns the new text; bytes outside the spans are copied, never printed anew
 * @throws EditError when two edits overlap, or the source does not hold an edit's `was`
 */
export function applyEdits(source: string, edits: readonly Edit[]): string {
  let out = "";
  let at = 0;
  for (const { span, was, text } of inOrder(edits)) {
    if (span.start < at) throw new EditError(`two edits overlap at offset ${span.start}`);
    if (source.slice(span.start, span.end) !== was) {
      throw new EditError(`the text at offset ${span.start} is not what the edit expects`);
    }
    out += source.slice(at, span.start) + text;
    at = span.end;
  }
  return out + source.slice(at);
}
