import { type Span, span } from "../text/span.js";
import type { Expr } from "./ast.js";
import { attempt } from "./cursor.js";
import { type JinjaError, type Token, tokenize } from "./lexer.js";
import { type Parsed, Parser } from "./parser.js";
import { parseStatement, type StatementContent } from "./statement.js";

/** Whether white space beside a tag is dropped (`-`) or kept (`+`). */
export interface Signs {
  readonly left: "" | "-" | "+";
  readonly right: "" | "-" | "+";
}

interface Tag {
  /** The tag with its marks. */
  readonly span: Span;
  /** What is between the marks and their signs. */
  readonly inner: Span;
  readonly signs: Signs;
}

export type TemplatePart =
  | { readonly kind: "text"; readonly span: Span }
  /** `{{ … }}` */
  | ({ readonly kind: "output"; readonly parsed: Parsed } & Tag)
  /** `{% name … %}` */
  | ({ readonly kind: "statement" } & Tag & StatementContent)
  /** `{# … #}` */
  | ({ readonly kind: "comment" } & Tag)
  /** `{% raw %} … {% endraw %}` as one part; `inner` is the text between the two tags. */
  | ({ readonly kind: "raw" } & Tag)
  /** What can't be split: the rest of the text. Jinja refuses the whole template. */
  | { readonly kind: "error"; readonly span: Span; readonly error: JinjaError };

export interface Template {
  readonly source: string;
  /** They cover the text without a gap. */
  readonly parts: readonly TemplatePart[];
}

const RAW_BEGIN = /\{%([-+]?)\s*raw\s*-?%\}/y;
const RAW_END = /\{%[-+]?\s*endraw\s*([-+]?)%\}/g;

/**
 * Splits a text at its Jinja tags as jinja2/lexer.py (3.1.6) does with the default marks (a `#jinja2:` header
 * that sets others is not read). Offsets are UTF-16 units of `source`.
 *
 * @returns the parts; never throws
 */
export function parseTemplate(source: string): Template {
  const parts: TemplatePart[] = [];
  let at = 0;
  while (at < source.length) {
    const start = nextTag(source, at);
    if (start > at) parts.push({ kind: "text", span: span(at, start) });
    if (start === source.length) break;
    const part = readTag(source, start);
    parts.push(part);
    at = part.span.end;
  }
  return { source, parts };
}

/** A template that is one `{{ … }}` and nothing else. */
export interface SoleOutput {
  readonly node: Expr;
  /** The `{{ … }}` itself, without the white space around it. */
  readonly span: Span;
  readonly inner: Span;
  readonly spaceBefore: Span;
  readonly spaceBehind: Span;
}

/** @returns undefined unless the text is exactly one valid `{{ … }}`, white space around it aside */
export function soleOutput(source: string): SoleOutput | undefined {
  const { parts } = parseTemplate(source);
  const texts = parts.filter((part) => part.kind === "text");
  if (texts.some((part) => source.slice(part.span.start, part.span.end).trim() !== "")) return undefined;
  const [only, ...others] = parts.filter((part) => part.kind !== "text");
  if (only?.kind !== "output" || others.length > 0 || !only.parsed.ok) return undefined;
  return {
    node: only.parsed.node,
    span: only.span,
    inner: only.inner,
    spaceBefore: span(0, only.span.start),
    spaceBehind: span(only.span.end, source.length),
  };
}

/** The expression of a template that is one `{{ … }}` and nothing else; its spans are offsets into `source`. */
export function soleExpression(source: string): Expr | undefined {
  return soleOutput(source)?.node;
}

function nextTag(source: string, from: number): number {
  for (let at = source.indexOf("{", from); at !== -1; at = source.indexOf("{", at + 1))
    if ("{%#".includes(source[at + 1] ?? " ")) return at;
  return source.length;
}

function readTag(source: string, start: number): TemplatePart {
  const mark = source[start + 1];
  if (mark === "#") return readComment(source, start);
  RAW_BEGIN.lastIndex = start;
  const raw = RAW_BEGIN.exec(source);
  if (raw !== null) return readRaw(source, start, raw[0].length, signOf(raw[1]));
  return readExpressionTag(source, start, mark === "{");
}

function readExpressionTag(source: string, start: number, output: boolean): TemplatePart {
  const left = signOf(source[start + 2]);
  const from = start + 2 + left.length;
  const lexed = tokenize(source, from, output ? "}}" : "%}");
  if (!lexed.ok) return { kind: "error", span: span(start, source.length), error: lexed.error };
  const tag: Tag = {
    span: span(start, lexed.close.end),
    inner: span(from, lexed.close.start),
    signs: { left, right: signOf(source[lexed.close.start]) },
  };
  if (!output) return { kind: "statement", ...tag, ...parseStatement(lexed.tokens) };
  return { kind: "output", ...tag, parsed: parseWhole(lexed.tokens) };
}

function parseWhole(tokens: readonly Token[]): Parsed {
  const parser = new Parser(tokens);
  return attempt(() => {
    const node = parser.tuple();
    parser.end();
    return node;
  });
}

function readComment(source: string, start: number): TemplatePart {
  const left = signOf(source[start + 2]);
  const from = start + 2 + left.length;
  const close = source.indexOf("#}", from);
  if (close === -1) return unclosed(source, start, "the comment is not closed");
  const right = close > from ? signOf(source[close - 1]) : "";
  const inner = span(from, close - right.length);
  return { kind: "comment", span: span(start, close + 2), inner, signs: { left, right } };
}

function readRaw(source: string, start: number, length: number, left: Signs["left"]): TemplatePart {
  RAW_END.lastIndex = start + length;
  const end = RAW_END.exec(source);
  if (end === null) return unclosed(source, start, "'raw' is not closed");
  const inner = span(start + length, end.index);
  const signs = { left, right: signOf(end[1]) };
  return { kind: "raw", span: span(start, end.index + end[0].length), inner, signs };
}

function unclosed(source: string, start: number, message: string): TemplatePart {
  return { kind: "error", span: span(start, source.length), error: { message, at: start } };
}

function signOf(character: string | undefined): "" | "-" | "+" {
  return character === "-" || character === "+" ? character : "";
}
