import type { MaskedText, Piece } from "./pieces.js";
import { fromPieces, type PiecedWord } from "./words.js";

const BLANKS = " \t\r\n";

export interface Split {
  readonly words: readonly PiecedWord[];
  /** What Python's ValueError says; the task fails with it. */
  readonly error: string | undefined;
}

/**
 * Splits a free-form `command` as Ansible does: `shlex.split(args)` (modules/command.py) in POSIX mode without
 * comments, so that only quotes and backslashes mean anything. Then run_command expands `$X` and `~`
 * (`expand_argument_vars`, module_utils/basic.py), which is what `expands` says of a word.
 */
export function shlexSplit(text: MaskedText): Split {
  const shown = text.shown;
  const words: PiecedWord[] = [];
  let at = 0;
  for (;;) {
    while (at < shown.length && BLANKS.includes(shown[at] ?? "")) at++;
    if (at >= shown.length) return { words, error: undefined };
    const start = at;
    const pieces: Piece[] = [];
    let quoted = false;
    while (at < shown.length && !BLANKS.includes(shown[at] ?? "")) {
      const character = shown[at];
      if (character === "'" || character === '"') {
        quoted = true;
        const end = closingQuote(shown, at);
        if (typeof end === "string") return { words, error: end };
        pieces.push(...(character === "'" ? text.slice(at + 1, end) : unescaped(text, at + 1, end)));
        at = end + 1;
      } else if (character === "\\") {
        quoted = true;
        if (at + 1 >= shown.length) return { words, error: "No escaped character" };
        pieces.push(...text.slice(at + 1, at + 2));
        at += 2;
      } else {
        const end = plainEnd(shown, at);
        pieces.push(...text.slice(at, end));
        at = end;
      }
    }
    words.push(argument(pieces, text.spanOf(start, at), quoted));
  }
}

/** A word of an `argv` list, which nothing splits or unquotes. */
export function argument(pieces: readonly Piece[], at: PiecedWord["span"], quoted = false): PiecedWord {
  const word = fromPieces(pieces, at, quoted);
  return { ...word, expands: /\$[\w{]|^~/.test(word.text) };
}

function plainEnd(shown: string, from: number): number {
  let at = from;
  while (at < shown.length && !` \t\r\n'"\\`.includes(shown[at] ?? "")) at++;
  return at;
}

/** The offset of the closing quote, or what is wrong. */
function closingQuote(shown: string, at: number): number | string {
  const quote = shown[at];
  for (let i = at + 1; i < shown.length; i++) {
    if (shown[i] === quote) return i;
    if (quote === '"' && shown[i] === "\\" && ++i >= shown.length) return "No escaped character";
  }
  return "No closing quotation";
}

/** Between double quotes a backslash escapes a quote and itself only. */
function unescaped(text: MaskedText, from: number, end: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let start = from;
  for (let at = from; at < end; at++) {
    if (text.shown[at] !== "\\") continue;
    if ('"\\'.includes(text.shown[at + 1] ?? " ")) {
      pieces.push(...text.slice(start, at));
      start = at + 1;
    }
    at++;
  }
  return [...pieces, ...text.slice(start, end)];
}
