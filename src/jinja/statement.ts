import type { Expr } from "./ast.js";
import { attempt } from "./cursor.js";
import type { Token } from "./lexer.js";
import { Parser } from "./parser.js";

export interface StatementContent {
  /** The tag's first word: `if`, `endfor`, …; empty where there is none. */
  readonly name: string;
  /** The expressions that the tag reads, in its order. */
  readonly expressions: readonly Expr[];
  /** The names that the tag binds (`for i in`, `set x =`). */
  readonly binds: readonly string[];
  /** Whether the above is all there is to know: false for a tag that is not in the table below or is malformed. */
  readonly complete: boolean;
}

type Content = Pick<StatementContent, "expressions" | "binds">;
type Reader = (parser: Parser) => Content;

const NOTHING: Content = { expressions: [], binds: [] };
const readNothing: Reader = () => NOTHING;
const readCondition: Reader = (parser) => ({
  ...NOTHING,
  expressions: [parser.tuple({ conditional: false })],
});

/** `for a, b in items if condition recursive` */
const readFor: Reader = (parser) => {
  const binds = readTargets(parser);
  parser.word("in");
  const expressions = [parser.tuple({ conditional: false })];
  if (parser.skip("name", "if")) expressions.push(parser.expression());
  parser.skip("name", "recursive");
  return { expressions, binds };
};

/** `set a = value`, `set namespace.attribute = value`, or `set a` before a block. */
const readSet: Reader = (parser) => {
  const binds = readTargets(parser);
  return { binds, expressions: parser.skip("operator", "=") ? [parser.tuple()] : [] };
};

/** Names with commas between them, perhaps in parentheses. */
function readTargets(parser: Parser): readonly string[] {
  const names: string[] = [];
  const parenthesised = parser.skip("operator", "(");
  do {
    names.push(parser.name());
    if (parser.skip("operator", ".")) parser.name();
  } while (parser.skip("operator", ",") && parser.at("name") && !parser.at("name", "in"));
  if (parenthesised) parser.skip("operator", ")");
  return names;
}

/** The tags that inline templates use, each as jinja2/parser.py reads it. */
const READERS: ReadonlyMap<string, Reader> = new Map([
  ["if", readCondition],
  ["elif", readCondition],
  ["else", readNothing],
  ["endif", readNothing],
  ["endfor", readNothing],
  ["endset", readNothing],
  ["for", readFor],
  ["set", readSet],
]);

/** @param tokens those of one `{% … %}` tag */
export function parseStatement(tokens: readonly Token[]): StatementContent {
  const parser = new Parser(tokens);
  const name = parser.at("name") ? parser.name() : "";
  const read = READERS.get(name);
  if (read === undefined) return { name, ...NOTHING, complete: false };
  const content = attempt(() => {
    const found = read(parser);
    // Jinja takes a colon at the end of a tag, for Python's sake.
    parser.skip("operator", ":");
    parser.end();
    return found;
  });
  return { name, ...(content.ok ? content.node : NOTHING), complete: content.ok };
}
