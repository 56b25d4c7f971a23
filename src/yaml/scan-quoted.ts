import { isBlank, isBlankOrEnd, isBreak } from "./characters.js";
import type { Cursor } from "./cursor.js";
import { Folding } from "./folding.js";
import type { TokenOf } from "./token.js";

/** libyaml 0.2.5, yaml_parser_scan_flow_scalar; PyYAML's ESCAPE_REPLACEMENTS is the same. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["0", "\0"],
  ["a", "\x07"],
  ["b", "\b"],
  ["t", "\t"],
  ["\t", "\t"],
  ["n", "\n"],
  ["v", "\v"],
  ["f", "\f"],
  ["r", "\r"],
  ["e", "\x1b"],
  [" ", " "],
  ['"', '"'],
  ["/", "/"],
  ["\\", "\\"],
  ["N", "\x85"],
  ["_", "\xa0"],
  ["L", "\u2028"],
  ["P", "\u2029"],
]);

/** How many hexadecimal digits follow. */
const HEX_ESCAPES: ReadonlyMap<string, number> = new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8],
]);

/** The escape that starts at the cursor's backslash. */
function takeEscape(cursor: Cursor): string {
  const letter = cursor.char(1);
  const simple = ESCAPES.get(letter);
  if (simple !== undefined) {
    cursor.skip(2);
    return simple;
  }
  const length = HEX_ESCAPES.get(letter);
  if (length === undefined) cursor.fail(`an unknown escape \\${letter}`);
  const digits = cursor.source.slice(cursor.at + 2, cursor.at + 2 + length);
  if (digits.length < length || !/^[0-9A-Fa-f]+$/.test(digits))
    cursor.fail(`\\${letter} without its ${length} hexadecimal digits`);
  const code = Number.parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
    cursor.fail(`\\${letter}${digits} is no character`);
  cursor.skip(2 + length);
  return String.fromCodePoint(code);
}

/** The content up to the next white space, the closing quote, or an escaped line break. */
function takeContent(cursor: Cursor, quote: string, folding: Folding): void {
  while (!isBlankOrEnd(cursor.code())) {
    const character = cursor.char();
    if (character === quote) {
      if (quote === '"' || cursor.char(1) !== "'") return;
      folding.add("'");
      cursor.skip(2);
    } else if (quote === '"' && character === "\\") {
      if (isBreak(cursor.code(1))) {
        cursor.skip();
        cursor.takeBreak();
        folding.addEscapedBreak();
        return;
      }
      folding.add(takeEscape(cursor));
    } else {
      const from = cursor.at;
      do cursor.skip();
      while (!isBlankOrEnd(cursor.code()) && cursor.char() !== quote && cursor.char() !== "\\");
      folding.add(cursor.source.slice(from, cursor.at));
    }
  }
}

/**
 * A quoted scalar, the cursor on its quote. Its further lines may have any indentation, even none: libyaml
 * and PyYAML (scanner.py, scan_flow_scalar_spaces) never look, while YAML 1.2 wants more than the key's.
 */
export function scanQuoted(cursor: Cursor): TokenOf<"scalar"> {
  const start = cursor.at;
  const quote = cursor.char();
  const folding = new Folding();
  cursor.skip();
  for (;;) {
    if (cursor.atDocumentMark()) cursor.fail("a document mark inside a quoted scalar");
    if (cursor.atEnd) cursor.fail("a quoted scalar that does not end", start);
    takeContent(cursor, quote, folding);
    if (cursor.char() === quote) break;
    while (isBlank(cursor.code()) || isBreak(cursor.code())) {
      if (isBreak(cursor.code())) folding.addBreak(cursor.takeBreak());
      else {
        folding.addBlank(cursor.char());
        cursor.skip();
      }
    }
  }
  cursor.skip();
  folding.flush();
  const style = quote === "'" ? "single" : "double";
  return { type: "scalar", style, text: folding.text, start, end: cursor.at };
}
