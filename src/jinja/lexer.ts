import { type Span, span } from "../text/span.js";
import { unescapePython } from "./escapes.js";

/**
 * Splits a Jinja expression into tokens as jinja2/lexer.py (3.1.6) does: the same rules in the same order,
 * so that `1.0` is a float and `x.1.0` is two subscripts, and a `}}` inside a string or an open bracket
 * does not end an expression.
 */
export type TokenKind = "name" | "string" | "integer" | "float" | "operator" | "end";

export interface Token {
  readonly kind: TokenKind;
  /** A name, an operator, or the value of a string; for a number its digits as written. */
  readonly value: string;
  readonly span: Span;
}

/** What ends the tokens: the text itself, or the closing mark of the tag that they are in. */
export type Closing = "" | "}}" | "%}";

export interface JinjaError {
  readonly message: string;
  /** UTF-16 offset. */
  readonly at: number;
}

export type Tokens =
  /** `close` is the closing mark with its white-space sign; empty at `source.length` for closing `""`. */
  | { readonly ok: true; readonly tokens: readonly Token[]; readonly close: Span }
  | { readonly ok: false; readonly error: JinjaError };

/** Python's `\s`, which differs from JavaScript's (no U+FEFF, but U+001C to U+001F and U+0085). */
const SPACE = /[\t-\r\x1c-\x20\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/y;
const DIGITS = "[0-9]+(?:_[0-9]+)*";
const FLOAT = new RegExp(`${DIGITS}(?:(?:\\.${DIGITS})?[eE][+-]?${DIGITS}|\\.${DIGITS})`, "y");
const INTEGER = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[0-9a-f])+|[1-9](?:_?[0-9])*|0(?:_?0)*/iy;
/** jinja2's `name_re` takes more than an identifier, and then refuses what is none. */
const WORD = /[\p{L}\p{N}\p{XID_Continue}_]+/uy;
const IDENTIFIER = /^[\p{XID_Start}_]\p{XID_Continue}*$/u;
const OPERATOR = /\*\*|\/\/|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y;

const CLOSERS: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
/** White-space signs that may stand before a closing mark: `+}}` is none (jinja2's variable_end rule). */
const END_SIGNS: Readonly<Record<Exclude<Closing, "">, string>> = { "}}": "-", "%}": "-+" };

/**
 * @param source the text; only what follows `from` is read
 * @param from the UTF-16 offset behind the opening mark (and its sign), or 0
 * @param closing the mark that ends the tokens, or `""` for a bare expression such as a `when`
 * @returns the tokens, the last one of kind `end`; never throws
 */
export function tokenize(source: string, from = 0, closing: Closing = ""): Tokens {
  const tokens: Token[] = [];
  const open: string[] = [];
  let at = from;
  const fail = (message: string, where = at): Tokens => ({ ok: false, error: { message, at: where } });
  const take = (rule: RegExp): string | undefined => {
    rule.lastIndex = at;
    return rule.exec(source)?.[0];
  };
  for (;;) {
    at += take(SPACE)?.length ?? 0;
    const length = open.length === 0 ? closingLength(source, at, closing) : undefined;
    if (length !== undefined) {
      const close = span(at, at + length);
      tokens.push({ kind: "end", value: source.slice(at, close.end), span: close });
      return { ok: true, tokens, close };
    }
    if (at >= source.length)
      return fail(closing === "" ? `missing '${open.at(-1)}'` : `missing '${closing}'`);
    const token = readToken(source, at, take);
    if (typeof token === "string") return fail(token);
    if (token.kind === "operator") {
      const closer = CLOSERS[token.value];
      if (closer !== undefined) open.push(closer);
      else if (")]}".includes(token.value) && open.pop() !== token.value)
        return fail(`unexpected '${token.value}'`);
    }
    tokens.push(token);
    at = token.span.end;
  }
}

function closingLength(source: string, at: number, closing: Closing): number | undefined {
  if (closing === "") return at >= source.length ? 0 : undefined;
  if (source.startsWith(closing, at)) return closing.length;
  const signed = END_SIGNS[closing].includes(source[at] ?? " ") && source.startsWith(closing, at + 1);
  return signed ? closing.length + 1 : undefined;
}

/** The token at `at`, or what is wrong there. The order of the rules is jinja2's. */
function readToken(source: string, at: number, take: (rule: RegExp) => string | undefined): Token | string {
  const token = (kind: TokenKind, text: string, value = text): Token => ({
    kind,
    value,
    span: span(at, at + text.length),
  });
  // "doesn't start with a .": the subscripts of `x.1.0` are no float.
  const float = source[at - 1] === "." ? undefined : take(FLOAT);
  if (float !== undefined) return token("float", float);
  const integer = take(INTEGER);
  if (integer !== undefined) return token("integer", integer);
  const word = take(WORD);
  if (word !== undefined)
    return IDENTIFIER.test(word) ? token("name", word) : "invalid character in identifier";
  const quote = source[at];
  if (quote === "'" || quote === '"') {
    const end = stringEnd(source, at, quote);
    if (end === undefined) return "the string is not closed";
    const value = unescapePython(source.slice(at + 1, end - 1));
    return value === undefined
      ? "the string has a broken escape"
      : token("string", source.slice(at, end), value);
  }
  const operator = take(OPERATOR);
  return operator === undefined
    ? `unexpected character ${JSON.stringify(quote)}`
    : token("operator", operator);
}

/** Just behind the closing quote. A loop, as a regular expression overflows its stack on a long string. */
function stringEnd(source: string, at: number, quote: string): number | undefined {
  for (let i = at + 1; i < source.length; i++) {
    if (source[i] === "\\") i++;
    else if (source[i] === quote) return i + 1;
  }
  return undefined;
}
