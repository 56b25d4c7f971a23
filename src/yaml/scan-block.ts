import { isBlank, isBreak, isBreakOrEnd, SPACE, TAB } from "./characters.js";
import type { Cursor } from "./cursor.js";
import type { TokenOf } from "./token.js";

/** `-` strips the last line break, `+` keeps all, neither keeps one. */
type Chomping = "strip" | "clip" | "keep";

interface Header {
  readonly chomping: Chomping;
  /** Columns beyond the parent's; undefined: the first line tells. */
  readonly increment: number | undefined;
}

function takeChomping(cursor: Cursor): Chomping | undefined {
  const sign = cursor.char();
  if (sign !== "+" && sign !== "-") return undefined;
  cursor.skip();
  return sign === "+" ? "keep" : "strip";
}

function takeIncrement(cursor: Cursor): number | undefined {
  const digit = cursor.char();
  if (!/^[0-9]$/.test(digit)) return undefined;
  if (digit === "0") cursor.fail("an indentation indicator of 0");
  cursor.skip();
  return Number(digit);
}

/** `|2-`, `>+1`: both indicators in either order. */
function takeHeader(cursor: Cursor): Header {
  cursor.skip();
  const before = takeChomping(cursor);
  const increment = takeIncrement(cursor);
  return { chomping: before ?? takeChomping(cursor) ?? "clip", increment };
}

/** Reads the lines of one block scalar. */
class BlockScalar {
  /** The column at which its text starts; 0 while that is not known. */
  #indent: number;
  /** Just past its last line that is not blank, the line break included. */
  contentEnd = 0;

  constructor(
    readonly cursor: Cursor,
    readonly parentIndent: number,
    increment: number | undefined,
  ) {
    this.#indent = increment === undefined ? 0 : Math.max(parentIndent, 0) + increment;
  }

  /** Indentation and blank lines (libyaml, yaml_parser_scan_block_scalar_breaks). */
  takeBreaks(): string {
    const { cursor } = this;
    let breaks = "";
    let most = 0;
    for (;;) {
      while ((this.#indent === 0 || cursor.column < this.#indent) && cursor.code() === SPACE) cursor.skip();
      most = Math.max(most, cursor.column);
      if ((this.#indent === 0 || cursor.column < this.#indent) && cursor.code() === TAB)
        cursor.fail("a tab where an indentation space is expected");
      if (!isBreak(cursor.code())) break;
      breaks += cursor.takeBreak();
    }
    if (this.#indent === 0) this.#indent = Math.max(most, this.parentIndent + 1, 1);
    return breaks;
  }

  read(literal: boolean, chomping: Chomping): string {
    const { cursor } = this;
    let text = "";
    let lineBreak = "";
    let indentedMore = false;
    let blankLines = this.takeBreaks();
    while (cursor.column === this.#indent && !cursor.atEnd) {
      const startsBlank = isBlank(cursor.code());
      if (!literal && lineBreak.startsWith("\n") && !indentedMore && !startsBlank)
        text += blankLines === "" ? " " : "";
      else text += lineBreak;
      text += blankLines;
      indentedMore = startsBlank;
      const from = cursor.at;
      cursor.skipLine();
      text += cursor.source.slice(from, cursor.at);
      // At the end of a text without a last line break there is none to keep.
      lineBreak = isBreak(cursor.code()) ? cursor.takeBreak() : "";
      this.contentEnd = cursor.at;
      blankLines = this.takeBreaks();
    }
    if (chomping !== "strip") text += lineBreak;
    if (chomping === "keep") text += blankLines;
    return text;
  }
}

/**
 * libyaml, yaml_parser_scan_block_scalar; the cursor is on `|` or `>`.
 *
 * @param parentIndent the column of the collection that holds it, -1 for none
 * @param onComment told of a comment behind the indicators
 */
export function scanBlock(
  cursor: Cursor,
  parentIndent: number,
  onComment: (start: number, end: number) => void,
): TokenOf<"scalar"> {
  const start = cursor.at;
  const literal = cursor.char() === "|";
  const { chomping, increment } = takeHeader(cursor);
  cursor.skipBlanks();
  if (cursor.char() === "#") {
    const comment = cursor.at;
    cursor.skipLine();
    onComment(comment, cursor.at);
  }
  if (!isBreakOrEnd(cursor.code())) cursor.fail("text behind the indicator of a block scalar");
  let end = cursor.at;
  if (isBreak(cursor.code())) cursor.takeBreak();
  const block = new BlockScalar(cursor, parentIndent, increment);
  const text = block.read(literal, chomping);
  // The kept blank lines are the scalar's, the indentation of what follows is not.
  if (chomping === "keep" && text !== "") end = Math.max(block.contentEnd, cursor.at - cursor.column);
  else if (block.contentEnd > 0) end = block.contentEnd;
  return { type: "scalar", style: literal ? "literal" : "folded", text, start, end };
}
