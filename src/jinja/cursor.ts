import { type Span, span } from "../text/span.js";
import type { JinjaError, Token } from "./lexer.js";

export type Attempt<T> =
  | { readonly ok: true; readonly node: T }
  | { readonly ok: false; readonly error: JinjaError };

/** Runs one use of a Cursor, turning its ParseError into a value. */
export function attempt<T>(parse: () => T): Attempt<T> {
  try {
    return { ok: true, node: parse() };
  } catch (error) {
    if (error instanceof ParseError) return { ok: false, error: { message: error.message, at: error.at } };
    throw error;
  }
}

export class ParseError extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

/** A place among the tokens of one tag, and what can be asked and required there. */
export class Cursor {
  readonly #tokens: readonly Token[];
  readonly #base: number;
  #index = 0;

  /** @param base added to every offset that is told */
  constructor(tokens: readonly Token[], base = 0) {
    this.#tokens = tokens;
    this.#base = base;
  }

  /** Requires a name and steps over it. */
  name(): string {
    if (!this.at("name")) throw this.unexpected();
    return this.next().value;
  }

  /** Requires this word and steps over it. */
  word(value: string): void {
    if (!this.skip("name", value)) throw this.error(`expected '${value}', found ${this.found()}`);
  }

  /** Requires that nothing is left. */
  end(): void {
    if (this.current().kind !== "end") throw this.unexpected();
  }

  /** Whether this token is here, or so many tokens ahead. */
  at(kind: Token["kind"], value?: string, ahead = 0): boolean {
    const token = this.#tokens[this.#index + ahead];
    return token?.kind === kind && (value === undefined || token.value === value);
  }

  /** Steps over the token if it is this one. */
  skip(kind: "name" | "operator", value: string): boolean {
    if (!this.at(kind, value)) return false;
    this.step();
    return true;
  }

  /** Requires this operator and steps over it. */
  expect(operator: string): void {
    if (!this.skip("operator", operator)) throw this.error(`expected '${operator}', found ${this.found()}`);
  }

  /** The token here; behind the last one, the last one. */
  current(): Token {
    const token = this.#tokens[this.#index] ?? this.#tokens.at(-1);
    if (token === undefined) throw new ParseError("expected an expression", this.#base);
    return token;
  }

  next(): Token {
    const token = this.current();
    this.step();
    return token;
  }

  step(count = 1): void {
    this.#index += count;
  }

  /** Where the token here starts. */
  start(): number {
    return this.current().span.start + this.#base;
  }

  /** Where the last token that was read ends. */
  behind(): number {
    return (this.#tokens[this.#index - 1]?.span.end ?? 0) + this.#base;
  }

  /** A token's span with the base added. */
  shift(at: Span): Span {
    return span(at.start + this.#base, at.end + this.#base);
  }

  /** The token here, as an error names it. */
  found(): string {
    const token = this.current();
    return token.kind === "end" ? "the end" : `'${token.value}'`;
  }

  unexpected(): ParseError {
    return this.error(`unexpected ${this.found()}`);
  }

  error(message: string): ParseError {
    return new ParseError(message, this.start());
  }
}
