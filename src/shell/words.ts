import type { CommandArgument, DoubleQuotedChild, Word, WordPart } from "unbash";
import { type Span, span } from "../text/span.js";
import { literal, type MaskedText, type Piece, unknown } from "./pieces.js";
import type { ShellWord } from "./types.js";

/** A word of a command, and the pieces it is made of: `bash -c` needs those to open its script. */
export interface PiecedWord extends ShellWord {
  readonly pieces: readonly Piece[];
}

/** What a backslash escapes; in front of anything else it stands for itself. POSIX 2.2.1 and 2.2.3. */
type Escapes = "any" | '$`"\\\n';

export function readWord(text: MaskedText, word: CommandArgument): PiecedWord {
  return fromPieces(argumentPieces(text, word), text.spanOf(word.pos, word.end), isQuoted(text, word));
}

export function fromPieces(pieces: readonly Piece[], at: Span, quoted: boolean): PiecedWord {
  return {
    text: pieces.map((piece) => piece.text).join(""),
    span: at,
    templated: pieces.some((piece) => piece.kind === "template"),
    expands: pieces.some((piece) => piece.kind === "expansion"),
    quoted,
    pieces,
  };
}

/**
 * The last part of the word's path, or "" where a template or an expansion has a say in it:
 * `$VENV/bin/pip` is pip, `/opt/{{ tool }}` is not known.
 */
export function baseName(word: PiecedWord): string {
  let name = "";
  for (const piece of word.pieces) {
    if (piece.kind !== "literal") {
      name = UNKNOWN_NAME;
      continue;
    }
    const slash = piece.text.lastIndexOf("/");
    name = slash === -1 ? name + piece.text : piece.text.slice(slash + 1);
  }
  return name.includes(UNKNOWN_NAME) ? "" : name;
}

const UNKNOWN_NAME = "\0";

function argumentPieces(text: MaskedText, word: CommandArgument): readonly Piece[] {
  if (word.type === "Word") return wordPieces(text, word);
  const { value } = word;
  const name = unquoted(text, word.pos, value.pos, "any");
  return [...name, ...(value.type === "Word" ? wordPieces(text, value) : expansion(text, value))];
}

function wordPieces(text: MaskedText, word: Word): readonly Piece[] {
  return word.parts === undefined
    ? unquoted(text, word.pos, word.end, "any")
    : word.parts.flatMap((part) => partPieces(text, part));
}

function partPieces(text: MaskedText, part: WordPart): readonly Piece[] {
  switch (part.type) {
    case "Literal":
      return unquoted(text, part.pos, part.end, "any");
    case "SingleQuoted":
      return text.slice(part.pos + 1, part.pos + 1 + part.value.length);
    case "AnsiCQuoted":
      return [decoded(text, part.pos, part.end, part.value)];
    case "DoubleQuoted":
    case "LocaleString":
      return part.parts.flatMap((child) => quotedPieces(text, child));
    default:
      return expansion(text, part);
  }
}

export function quotedPieces(text: MaskedText, part: DoubleQuotedChild | WordPart): readonly Piece[] {
  return part.type === "Literal" ? unquoted(text, part.pos, part.end, '$`"\\\n') : expansion(text, part);
}

/** What only the shell can tell; a template inside it stays one, for it is unknown even to the shell. */
function expansion(text: MaskedText, part: { readonly pos: number; readonly end: number }): readonly Piece[] {
  return text
    .slice(part.pos, part.end)
    .map((piece) => (piece.kind === "template" ? piece : unknown("expansion", piece.text, piece.at)));
}

/** `$'a\tb'`: one piece that stands for the whole, since its characters don't map one to one. */
function decoded(text: MaskedText, pos: number, end: number, value: string): Piece {
  const at = text.spanOf(pos, end);
  const templated = text.slice(pos, end).some((piece) => piece.kind === "template");
  return templated ? unknown("template", value, at) : literal(value, at.start, at.end);
}

/** `[pos, end)` with its backslashes taken out. */
function unquoted(text: MaskedText, pos: number, end: number, escapes: Escapes): readonly Piece[] {
  const shown = text.shown.slice(pos, end);
  const pieces: Piece[] = [];
  let from = 0;
  for (let at = shown.indexOf("\\"); at !== -1 && at < shown.length - 1; at = shown.indexOf("\\", at + 2)) {
    const escaped = shown[at + 1] ?? "";
    if (escapes !== "any" && !escapes.includes(escaped)) continue;
    pieces.push(...text.slice(pos + from, pos + at));
    from = escaped === "\n" ? at + 2 : at + 1;
  }
  pieces.push(...text.slice(pos + from, end));
  return pieces;
}

function isQuoted(text: MaskedText, word: CommandArgument): boolean {
  const shown = text.shown.slice(word.pos, word.end);
  return shown.includes("'") || shown.includes('"') || shown.includes("\\");
}

/** The span from the first word to the last. */
export function across(words: readonly ShellWord[]): Span {
  return span(words[0]?.span.start ?? 0, words.at(-1)?.span.end ?? 0);
}
