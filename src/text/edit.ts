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
}

/** Thrown when edits overlap or were made for another text. A bug in a transform, never the user's fault. */
export class EditError extends Error {
  override readonly name = "EditError";
}

/** Source order; of two edits at one offset, the one given first comes first (the sort is stable). */
function inOrder(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/**
 * Do two sets of edits claim the same place? Insertions at one and the same offset do not clash: they land
 * there one after the other. Touching spans do not clash either.
 */
export function editsClash(edits: readonly Edit[]): boolean {
  const sorted = inOrder(edits);
  return sorted.some((edit, i) => i > 0 && edit.span.start < (sorted[i - 1]?.span.end ?? 0));
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
