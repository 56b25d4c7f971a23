import { isBlank, isBlankOrEnd, isBreak, TAB } from "./characters.js";
import type { Cursor } from "./cursor.js";
import { Folding } from "./folding.js";
import type { TokenOf } from "./token.js";

const COLON = 0x3a;
const HASH = 0x23;

/** Characters that end a plain scalar in flow style, and those that may not follow its `:` there. */
const ENDS_IN_FLOW: ReadonlySet<string> = new Set([",", "[", "]", "{", "}"]);
const NOT_BEHIND_COLON: ReadonlySet<string> = new Set([...ENDS_IN_FLOW, "?"]);

/** Does the plain scalar end before this character? */
function endsHere(cursor: Cursor, flow: boolean): boolean {
  if (cursor.code() === COLON && isBlankOrEnd(cursor.code(1))) return true;
  return flow && ENDS_IN_FLOW.has(cursor.char());
}

/**
 * libyaml, yaml_parser_scan_plain_scalar.
 *
 * @param indent the column that a further line must reach, outside flow style
 * @returns the token, and whether a line break was passed behind it: then a simple key may follow
 */
export function scanPlain(
  cursor: Cursor,
  flow: boolean,
  indent: number,
): { readonly token: TokenOf<"scalar">; readonly brokeLine: boolean } {
  const start = cursor.at;
  let end = start;
  const folding = new Folding();
  for (;;) {
    if (cursor.atDocumentMark() || cursor.code() === HASH) break;
    const from = cursor.at;
    while (!isBlankOrEnd(cursor.code())) {
      if (flow && cursor.code() === COLON && NOT_BEHIND_COLON.has(cursor.char(1)))
        cursor.fail("a ':' inside a plain scalar");
      if (endsHere(cursor, flow)) break;
      cursor.skip();
    }
    if (cursor.at > from) {
      folding.add(cursor.source.slice(from, cursor.at));
      end = cursor.at;
    }
    if (!isBlank(cursor.code()) && !isBreak(cursor.code())) break;
    while (isBlank(cursor.code()) || isBreak(cursor.code())) {
      if (isBreak(cursor.code())) folding.addBreak(cursor.takeBreak());
      else {
        if (folding.brokeLine && cursor.column < indent && cursor.code() === TAB)
          cursor.fail("a tab where an indentation space is expected");
        folding.addBlank(cursor.char());
        cursor.skip();
      }
    }
    if (!flow && cursor.column < indent) break;
  }
  const token = { type: "scalar", style: "plain", text: folding.text, start, end } as const;
  return { token, brokeLine: folding.brokeLine };
}
