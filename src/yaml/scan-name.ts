import { isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isWord } from "./characters.js";
import type { Cursor } from "./cursor.js";
import type { Token, TokenOf } from "./token.js";

/** What may follow an anchor or alias at once (libyaml, yaml_parser_scan_anchor). */
const BEHIND_ANCHOR: ReadonlySet<string> = new Set(["?", ":", ",", "]", "}", "%", "@", "`"]);

function takeWord(cursor: Cursor): string {
  const from = cursor.at;
  while (isWord(cursor.char())) cursor.skip();
  return cursor.source.slice(from, cursor.at);
}

/** An anchor or an alias, the cursor on its `&` or `*`. */
export function scanAnchor(cursor: Cursor): TokenOf<"alias" | "anchor"> {
  const start = cursor.at;
  const type = cursor.char() === "&" ? "anchor" : "alias";
  cursor.skip();
  const name = takeWord(cursor);
  if (name === "" || !(isBlankOrEnd(cursor.code()) || BEHIND_ANCHOR.has(cursor.char())))
    cursor.fail(`an ${type} whose name has other characters than letters, digits, '-' and '_'`);
  return { type, name, start, end: cursor.at };
}

function takeHandle(cursor: Cursor, directive: boolean): string {
  const from = cursor.at;
  if (cursor.char() !== "!") cursor.fail("a tag without its '!'");
  cursor.skip();
  takeWord(cursor);
  if (cursor.char() === "!") cursor.skip();
  else if (directive && cursor.at > from + 1) cursor.fail("a tag handle without its '!'");
  return cursor.source.slice(from, cursor.at);
}

/** The UTF-8 bytes of one character that is written as `%C3%A9`. */
function takePercent(cursor: Cursor): string {
  const written = /^(?:%[0-9A-Fa-f]{2})+/.exec(cursor.source.slice(cursor.at, cursor.at + 300))?.[0];
  if (written === undefined) cursor.fail("a '%' in a tag without its two hexadecimal digits");
  try {
    const text = decodeURIComponent(written);
    cursor.skip(written.length);
    return text;
  } catch {
    return cursor.fail("a tag's '%' escapes are not UTF-8");
  }
}

/** @param brackets `,`, `[` and `]` too: inside `!<…>` and in a directive's prefix */
function takeUri(cursor: Cursor, brackets: boolean): string {
  const allowed = brackets ? /^[-\w;/?:@&=+$.!~*'(),[\]]/ : /^[-\w;/?:@&=+$.!~*'()]/;
  let uri = "";
  for (;;) {
    if (cursor.char() === "%") uri += takePercent(cursor);
    else if (allowed.test(cursor.char())) {
      uri += cursor.char();
      cursor.skip();
    } else return uri;
  }
}

function takeTag(cursor: Cursor): { readonly handle: string; readonly suffix: string } {
  if (cursor.char(1) === "<") {
    cursor.skip(2);
    const suffix = takeUri(cursor, true);
    if (suffix === "" || cursor.char() !== ">") cursor.fail("a tag without its '>'");
    cursor.skip();
    return { handle: "", suffix };
  }
  const handle = takeHandle(cursor, false);
  if (handle.length > 1 && handle.endsWith("!")) {
    const suffix = takeUri(cursor, false);
    if (suffix === "") cursor.fail("a tag handle with no tag behind it");
    return { handle, suffix };
  }
  const suffix = handle.slice(1) + takeUri(cursor, false);
  return suffix === "" ? { handle: "", suffix: "!" } : { handle: "!", suffix };
}

/** A tag, the cursor on its `!`. */
export function scanTag(cursor: Cursor, flow: boolean): TokenOf<"tag"> {
  const start = cursor.at;
  const { handle, suffix } = takeTag(cursor);
  if (!(isBlankOrEnd(cursor.code()) || (flow && cursor.char() === ",")))
    cursor.fail("a tag with no blank behind it");
  return { type: "tag", handle, suffix, start, end: cursor.at };
}

function takeVersion(cursor: Cursor, start: number): TokenOf<"version-directive"> {
  cursor.skipBlanks();
  const written = /^([0-9]{1,9})\.([0-9]{1,9})(?![0-9])/.exec(cursor.source.slice(cursor.at, cursor.at + 20));
  if (written === null) cursor.fail("a %YAML directive without a version");
  cursor.skip(written[0].length);
  return {
    type: "version-directive",
    major: Number(written[1]),
    minor: Number(written[2]),
    start,
    end: cursor.at,
  };
}

function takeTagDirective(cursor: Cursor, start: number): TokenOf<"tag-directive"> {
  cursor.skipBlanks();
  const handle = takeHandle(cursor, true);
  if (!isBlank(cursor.code())) cursor.fail("a %TAG directive without a prefix");
  cursor.skipBlanks();
  const prefix = takeUri(cursor, true);
  if (prefix === "" || !isBlankOrEnd(cursor.code())) cursor.fail("a %TAG directive with an odd prefix");
  return { type: "tag-directive", handle, prefix, start, end: cursor.at };
}

/** A directive and the rest of its line, the cursor on its `%`. libyaml refuses those it does not know. */
export function scanDirective(cursor: Cursor, onComment: (start: number, end: number) => void): Token {
  const start = cursor.at;
  cursor.skip();
  const name = takeWord(cursor);
  if (!isBlankOrEnd(cursor.code()) || (name !== "YAML" && name !== "TAG"))
    cursor.fail("an unknown directive", start);
  const token = name === "YAML" ? takeVersion(cursor, start) : takeTagDirective(cursor, start);
  cursor.skipBlanks();
  if (cursor.char() === "#") {
    const comment = cursor.at;
    cursor.skipLine();
    onComment(comment, cursor.at);
  }
  if (!isBreakOrEnd(cursor.code())) cursor.fail("text behind a directive");
  if (isBreak(cursor.code())) cursor.takeBreak();
  return token;
}
