import { type Span, span } from "../text/span.js";
import type { ScalarStyle, YamlScalar } from "./tree.js";

/**
 * A piece of a scalar's text and where it is written. Where both are equally long they are the same
 * characters; an escape (`\n`, `''`) is a piece that is taken whole.
 */
interface Piece {
  /** The offset in the scalar's text. */
  readonly text: number;
  readonly textLength: number;
  /** The offset in the source. */
  readonly source: number;
  readonly sourceLength: number;
  /** For the first piece of a line of a block scalar: where that line starts, its indentation included. */
  readonly line?: number;
}

/** Escapes of a double-quoted scalar that stand for one character (yaml/scanner.py, ESCAPE_REPLACEMENTS). */
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  n: "\n",
  t: "\t",
  r: "\r",
  " ": " ",
};

/** Finds the places of a scalar's text in the source. */
export class ScalarMap {
  readonly #pieces: readonly Piece[];
  readonly #text: string;
  /** The source offset just behind the last line of a block scalar. */
  readonly #end: number | undefined;

  constructor(pieces: readonly Piece[], text: string, end: number | undefined) {
    this.#pieces = pieces;
    this.#text = text;
    this.#end = end;
  }

  /**
   * Where a part of the text is written. Of a block scalar whole lines come with their indentation, so that
   * deleting the span leaves none behind.
   *
   * @param part UTF-16 offsets into the scalar's text
   * @returns UTF-16 offsets into the source; undefined where a boundary can't be told
   */
  spanOf(part: Span): Span | undefined {
    const [from, to] = [this.#lineStart(part.start), this.#lineStart(part.end)];
    if (part.end > part.start && from !== undefined && to !== undefined) return span(from, to);
    const start = this.#at(part.start);
    const end = part.end === part.start ? start : this.#at(part.end);
    return start === undefined || end === undefined ? undefined : span(start, end);
  }

  /** The source offset of a line's start, where a line of a block scalar starts at this offset of the text. */
  #lineStart(offset: number): number | undefined {
    if (offset === this.#text.length && this.#text.endsWith("\n")) return this.#end;
    return this.#pieces.find((piece) => piece.text === offset && piece.line !== undefined)?.line;
  }

  #at(offset: number): number | undefined {
    for (const { text, textLength, source, sourceLength } of this.#pieces) {
      if (offset === text) return source;
      if (offset === text + textLength) return source + sourceLength;
      if (offset > text && offset < text + textLength)
        return textLength === sourceLength ? source + offset - text : undefined;
    }
    return offset === this.#text.length ? this.#end : undefined;
  }
}

/**
 * Maps a scalar's text to the source. Every style is read as PyYAML's scanner does (yaml/scanner.py): lines
 * are folded, indentation and escapes taken away. What comes out must be the text that the parser found.
 *
 * @returns undefined for what is not read here: an explicit indentation (`|2`), `\x41`, a `\` at a line's end
 */
export function mapScalar(scalar: YamlScalar, source: string): ScalarMap | undefined {
  const block = scalar.style === "literal" || scalar.style === "folded";
  const built = block ? readBlock(scalar, source) : readFlow(scalar, source);
  return built?.text === scalar.text ? new ScalarMap(built.pieces, built.text, built.end) : undefined;
}

interface Built {
  readonly text: string;
  readonly pieces: readonly Piece[];
  readonly end: number | undefined;
}

interface Line {
  /** UTF-16 offsets into the source. */
  readonly start: number;
  /** Behind the text, before the line ending. */
  readonly end: number;
  readonly next: number;
}

function* linesOf(source: string, at: Span): Generator<Line> {
  for (let start = at.start; start < at.end; ) {
    const feed = source.indexOf("\n", start);
    const next = feed === -1 || feed >= at.end ? at.end : feed + 1;
    let end = feed !== -1 && feed < at.end ? feed : at.end;
    if (source[end - 1] === "\r" && end > start) end--;
    yield { start, end, next };
    start = next;
  }
}

const HEADER = /^[|>]([-+]?)[ \t]*(?:#[^\r\n]*)?\r?\n/;

/** yaml/scanner.py, scan_block_scalar. */
function readBlock({ style, span: at }: YamlScalar, source: string): Built | undefined {
  const header = HEADER.exec(source.slice(at.start, at.end));
  if (header === null) return undefined;
  const [{ length }, chomping = ""] = [header[0], header[1]];
  const lines = [...linesOf(source, span(at.start + length, at.end))];
  const indent = blockIndent(lines, source);
  const pieces: Piece[] = [];
  let text = "";
  let breaks = "";
  let brokenBy = "";
  let afterText = false;
  for (const line of lines) {
    const content = Math.min(line.start + indent, line.end);
    if (content === line.end) {
      if (style === "literal")
        pieces.push(piece(text.length + brokenBy.length + breaks.length, content, 0, line.start));
      breaks += "\n";
      continue;
    }
    const spaced = /[ \t]/.test(source[content] ?? "");
    const folds = style === "folded" && brokenBy !== "" && afterText && !spaced;
    text += folds ? (breaks === "" ? " " : breaks) : brokenBy + breaks;
    pieces.push(piece(text.length, content, line.end - content, line.start));
    text += source.slice(content, line.end);
    brokenBy = line.next > line.end ? "\n" : "";
    breaks = "";
    afterText = !spaced;
  }
  if (chomping !== "-") text += brokenBy;
  if (chomping === "+") text += breaks;
  return { text, pieces, end: at.end };
}

/** The indentation that the first line with text sets (scan_block_scalar_indentation). */
function blockIndent(lines: readonly Line[], source: string): number {
  for (const { start, end } of lines) {
    const text = source.slice(start, end);
    if (text.trim() !== "") return text.length - text.replace(/^ +/, "").length;
  }
  return 0;
}

function piece(text: number, source: number, length: number, line?: number): Piece {
  return {
    text,
    textLength: length,
    source,
    sourceLength: length,
    ...(line === undefined ? {} : { line }),
  };
}

/** yaml/scanner.py, scan_plain and scan_flow_scalar. */
function readFlow({ style, span: at }: YamlScalar, source: string): Built | undefined {
  const inner = style === "plain" ? at : span(at.start + 1, at.end - 1);
  const lines = [...linesOf(source, inner)];
  const pieces: Piece[] = [];
  let text = "";
  let breaks = 0;
  for (const [index, line] of lines.entries()) {
    let [start, end] = [line.start, line.end];
    // White space next to a line break is not part of the text.
    if (index > 0) while (start < end && /[ \t]/.test(source[start] ?? "")) start++;
    if (index < lines.length - 1) while (end > start && /[ \t]/.test(source[end - 1] ?? "")) end--;
    if (index > 0 && start === end && index < lines.length - 1) {
      breaks++;
      continue;
    }
    if (index > 0) text += breaks === 0 ? " " : "\n".repeat(breaks);
    breaks = 0;
    for (const part of unescaped(source, span(start, end), style)) {
      if (part === undefined) return undefined;
      pieces.push({ ...part.piece, text: text.length });
      text += part.text;
    }
  }
  return { text, pieces, end: undefined };
}

/** The pieces of one line, escapes apart; undefined for an escape that is not known here. */
function* unescaped(
  source: string,
  at: Span,
  style: ScalarStyle,
): Generator<{ readonly text: string; readonly piece: Omit<Piece, "text"> } | undefined> {
  const mark = style === "single" ? "'" : style === "double" ? "\\" : undefined;
  for (let from = at.start; from < at.end || from === at.start; ) {
    const found = mark === undefined ? -1 : source.indexOf(mark, from);
    const to = found === -1 || found >= at.end ? at.end : found;
    yield {
      text: source.slice(from, to),
      piece: { textLength: to - from, source: from, sourceLength: to - from },
    };
    if (to === at.end) return;
    const next = source[to + 1] ?? "";
    const meant = style === "single" ? next : Object.hasOwn(ESCAPES, next) ? ESCAPES[next] : undefined;
    if (meant === undefined || to + 2 > at.end) yield undefined;
    else yield { text: meant, piece: { textLength: 1, source: to, sourceLength: 2 } };
    from = to + 2;
    if (from >= at.end) return;
  }
}
