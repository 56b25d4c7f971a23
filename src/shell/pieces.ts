import { type Span, span } from "../text/span.js";

/** Who decides what a stretch of text says: the text itself, Jinja before the shell runs, or the shell. */
type PieceKind = "literal" | "template" | "expansion";

/** A stretch of the script, and what the parser is shown in its place. */
export interface Piece {
  readonly kind: PieceKind;
  /** What it reads as: a literal after quote removal, anything else as written. */
  readonly text: string;
  /** What the parser sees, of the same length as `text`: the text, or an inert word or blank. */
  readonly shown: string;
  /** Where it stands in the script. Its characters map one to one where the lengths agree. */
  readonly at: Span;
}

/** Stands for what is not known: a letter, so that it is part of a word, a name, a number or a path. */
const INERT = "J";

export function literal(text: string, start: number, end: number = start + text.length): Piece {
  return { kind: "literal", text, shown: text, at: span(start, end) };
}

/** What a template or the shell fills in later; it shows as one inert word. */
export function unknown(kind: "template" | "expansion", text: string, at: Span): Piece {
  return { kind, text, shown: INERT.repeat(text.length), at };
}

/** A template that leaves nothing, or nothing that is known, and separates the words around it. */
export function blank(text: string, start: number): Piece {
  return { kind: "template", text, shown: " ".repeat(text.length), at: span(start, start + text.length) };
}

/** The part of a piece from `from` to `to`, counted in its own text. */
function cut(piece: Piece, from: number, to: number): Piece {
  if (from === 0 && to === piece.text.length) return piece;
  const exact = piece.at.end - piece.at.start === piece.text.length;
  return {
    kind: piece.kind,
    text: piece.text.slice(from, to),
    shown: piece.shown.slice(from, to),
    at: exact ? span(piece.at.start + from, piece.at.start + to) : piece.at,
  };
}

/**
 * A text for the shell parser, made of pieces of the script: the script with its templates masked, or the
 * argument of a `bash -c` inside it. Offsets in it lead back to the script, however deep it was found.
 */
export class MaskedText {
  /** What the parser reads. */
  readonly shown: string;
  readonly #pieces: readonly Piece[];
  /** The offset of each piece in `shown`. */
  readonly #starts: number[] = [];

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces.filter((piece) => piece.text !== "");
    let length = 0;
    for (const piece of this.#pieces) {
      this.#starts.push(length);
      length += piece.text.length;
    }
    this.shown = this.#pieces.map((piece) => piece.shown).join("");
  }

  /** The pieces that make up `[start, end)` of the shown text. */
  slice(start: number, end: number): readonly Piece[] {
    const found: Piece[] = [];
    for (let index = this.#indexAt(start); index < this.#pieces.length; index++) {
      const piece = this.#pieces[index];
      const from = this.#starts[index];
      if (piece === undefined || from === undefined || from >= end) break;
      const part = cut(piece, Math.max(0, start - from), Math.min(piece.text.length, end - from));
      if (part.text !== "") found.push(part);
    }
    return found;
  }

  /** Where `[start, end)` of the shown text stands in the script. */
  spanOf(start: number, end: number): Span {
    if (end <= start) {
      const offset = this.#offset(start, "start");
      return span(offset, offset);
    }
    return span(this.#offset(start, "start"), this.#offset(end - 1, "end"));
  }

  #offset(at: number, side: "start" | "end"): number {
    const index = this.#indexAt(at);
    const piece = this.#pieces[index];
    if (piece === undefined) return 0;
    const within = at - (this.#starts[index] ?? 0);
    if (within >= piece.text.length) return piece.at.end;
    return cut(piece, within, within + 1).at[side];
  }

  /** The last piece that starts at or before the offset. */
  #indexAt(offset: number): number {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return Math.max(low, 0);
  }
}
