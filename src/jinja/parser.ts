import { type Span, span } from "../text/span.js";
import {
  type Arguments,
  type ArithmeticOperator,
  type ComparisonOperator,
  children,
  type Expr,
  NO_ARGUMENTS,
} from "./ast.js";
import { type Attempt, attempt, Cursor, ParseError } from "./cursor.js";
import { type Token, tokenize } from "./lexer.js";

export type Parsed = Attempt<Expr>;

/**
 * Parses a bare expression, such as the value of `when:`, with the precedence of jinja2/parser.py (3.1.6).
 *
 * @param source the expression, without `{{ }}`
 * @param base added to every offset of the result, for a source cut out of a longer text
 * @returns the tree, or the first error and its offset; never throws
 */
export function parseExpression(source: string, base = 0): Parsed {
  const lexed = tokenize(source);
  if (!lexed.ok) return { ok: false, error: { ...lexed.error, at: lexed.error.at + base } };
  return attempt(() => {
    const parser = new Parser(lexed.tokens, base);
    const node = parser.tuple();
    parser.end();
    return node;
  });
}

/** A node before its place is known. */
type Shape = Expr extends infer Node ? (Node extends Expr ? Omit<Node, "span" | "outer"> : never) : never;

/**
 * The deepest tree that is built, and the deepest nesting that is entered. Python's own recursion limit of
 * 1000 frames stops Jinja far below, at about 80 parentheses; this one keeps a hostile text off our stack.
 */
const MAX_HEIGHT = 600;
const MAX_NESTING = 150;

const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);
const SUMS: ReadonlySet<string> = new Set(["+", "-"]);
const PRODUCTS: ReadonlySet<string> = new Set(["*", "/", "//", "%"]);
const POWERS: ReadonlySet<string> = new Set(["**"]);
const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["True", true],
  ["false", false],
  ["False", false],
  ["none", null],
  ["None", null],
]);

/** One recursive descent over the tokens of one tag; from the loosest operator to the tightest, as in jinja2/parser.py. */
export class Parser extends Cursor {
  readonly #heights = new WeakMap<Expr, number>();
  #nesting = 0;

  /**
   * A whole `{{ … }}`: an expression, or several with commas.
   *
   * @param options.conditional whether `a if b` may stand here; not so in the tags `if` and `for`
   * @param options.open where the parenthesis before it is; without one, it may not be empty
   */
  tuple(options: { readonly conditional?: boolean; readonly open?: number } = {}): Expr {
    const items: Expr[] = [];
    let commas = false;
    while (!this.#isTupleEnd()) {
      items.push((options.conditional ?? true) ? this.expression() : this.#or());
      if (!this.skip("operator", ",")) break;
      commas = true;
    }
    const [only] = items;
    if (!commas && only !== undefined) return only;
    const start = options.open ?? only?.outer.start;
    if (start === undefined) throw this.unexpected();
    return this.#place({ kind: "tuple", items }, start);
  }

  expression(): Expr {
    this.#enter();
    const node = this.#conditional();
    this.#nesting--;
    return node;
  }

  /** An expression without `a if b`, as in the tags `if` and `for`. */
  #or(): Expr {
    let left = this.#and();
    while (this.skip("name", "or")) left = this.#logical("or", left, this.#and());
    return left;
  }

  #conditional(): Expr {
    let node = this.#or();
    while (this.skip("name", "if")) {
      const condition = this.#or();
      const whenFalse = this.skip("name", "else") ? this.expression() : undefined;
      node = this.#place({ kind: "conditional", condition, whenTrue: node, whenFalse }, node.outer.start);
    }
    return node;
  }

  #and(): Expr {
    let left = this.#not();
    while (this.skip("name", "and")) left = this.#logical("and", left, this.#not());
    return left;
  }

  #logical(operator: "and" | "or", left: Expr, right: Expr): Expr {
    return this.#place({ kind: "logical", operator, left, right }, left.outer.start);
  }

  #not(): Expr {
    const start = this.start();
    if (!this.skip("name", "not")) return this.#compare();
    this.#enter();
    const operand = this.#not();
    this.#nesting--;
    return this.#place({ kind: "not", operand }, start);
  }

  #compare(): Expr {
    const first = this.#sum();
    const rest: { operator: ComparisonOperator; operand: Expr }[] = [];
    for (let operator = this.#comparison(); operator !== undefined; operator = this.#comparison())
      rest.push({ operator, operand: this.#sum() });
    return rest.length === 0 ? first : this.#place({ kind: "compare", first, rest }, first.outer.start);
  }

  #comparison(): ComparisonOperator | undefined {
    const { kind, value } = this.current();
    if (kind === "operator" && COMPARISONS.has(value)) {
      this.step();
      return value as ComparisonOperator;
    }
    if (this.skip("name", "in")) return "in";
    if (!this.at("name", "not") || !this.at("name", "in", 1)) return undefined;
    this.step(2);
    return "not in";
  }

  #sum(): Expr {
    return this.#arithmetic(SUMS, () => this.#concat());
  }

  #concat(): Expr {
    const first = this.#arithmetic(PRODUCTS, () => this.#power());
    const parts = [first];
    while (this.skip("operator", "~")) parts.push(this.#arithmetic(PRODUCTS, () => this.#power()));
    return parts.length === 1 ? first : this.#place({ kind: "concat", parts }, first.outer.start);
  }

  #power(): Expr {
    // To the left, as in Jinja: `2 ** 3 ** 2` is 64 here and 512 in Python.
    return this.#arithmetic(POWERS, () => this.#unary());
  }

  #arithmetic(operators: ReadonlySet<string>, operand: () => Expr): Expr {
    let left = operand();
    while (this.current().kind === "operator" && operators.has(this.current().value)) {
      const operator = this.next().value as ArithmeticOperator;
      left = this.#place({ kind: "arithmetic", operator, left, right: operand() }, left.outer.start);
    }
    return left;
  }

  #unary(filters = true): Expr {
    const start = this.start();
    const sign = this.skip("operator", "-") ? "-" : this.skip("operator", "+") ? "+" : undefined;
    let node: Expr;
    if (sign === undefined) node = this.#primary();
    else {
      this.#enter();
      node = this.#place({ kind: "unary", operator: sign, operand: this.#unary(false) }, start);
      this.#nesting--;
    }
    node = this.#postfix(node);
    return filters ? this.#filters(node) : node;
  }

  /** A literal, a name, or something in brackets. */
  #primary(): Expr {
    const token = this.current();
    const start = this.start();
    switch (token.kind) {
      case "name": {
        this.step();
        const value = WORDS.get(token.value);
        if (value === undefined) return this.#place({ kind: "name", name: token.value }, start);
        return this.#place(value === null ? { kind: "none" } : { kind: "boolean", value }, start);
      }
      case "string":
        return this.#string(start);
      case "integer":
      case "float":
        this.step();
        return this.#number(token, start);
      default:
        if (token.value === "(") return this.#parenthesised();
        if (token.value === "[") return this.#list();
        if (token.value === "{") return this.#dict();
        throw this.unexpected();
    }
  }

  #string(start: number): Expr {
    const pieces: Span[] = [];
    let value = "";
    while (this.at("string")) {
      const piece = this.next();
      value += piece.value;
      pieces.push(this.shift(piece.span));
    }
    return this.#place({ kind: "string", value, pieces }, start);
  }

  #number(token: Token, start: number): Expr {
    const integer = token.kind === "integer";
    return this.#place({ kind: "number", value: Number(token.value.replaceAll("_", "")), integer }, start);
  }

  #parenthesised(): Expr {
    const open = this.start();
    this.step();
    const node = this.tuple({ open });
    this.expect(")");
    const outer = span(open, this.behind());
    // A tuple's own parentheses are part of it.
    const own = node.kind === "tuple" && node.outer.start === outer.start;
    const wrapped: Expr = own ? { ...node, span: outer, outer } : { ...node, outer };
    this.#heights.set(wrapped, this.#heights.get(node) ?? 1);
    return wrapped;
  }

  #list(): Expr {
    const start = this.start();
    const items = this.#items("[", "]", () => this.expression());
    return this.#place({ kind: "list", items }, start);
  }

  #dict(): Expr {
    const start = this.start();
    const entries = this.#items("{", "}", () => {
      const key = this.expression();
      this.expect(":");
      return { key, value: this.expression() };
    });
    return this.#place({ kind: "dict", entries }, start);
  }

  /** Items between brackets, with commas between them and perhaps one behind the last. */
  #items<T>(open: string, close: string, item: () => T): readonly T[] {
    const items: T[] = [];
    this.expect(open);
    while (!this.at("operator", close)) {
      items.push(item());
      if (!this.at("operator", close)) this.expect(",");
    }
    this.expect(close);
    return items;
  }

  #postfix(subject: Expr): Expr {
    let node = subject;
    for (;;) {
      if (this.at("operator", ".")) node = this.#attribute(node);
      else if (this.at("operator", "[")) node = this.#subscript(node);
      else if (this.at("operator", "(")) node = this.#call(node);
      else return node;
    }
  }

  #filters(subject: Expr): Expr {
    let node = subject;
    for (;;) {
      if (this.at("operator", "|")) node = this.#filter(node);
      else if (this.at("name", "is")) node = this.#test(node);
      else if (this.at("operator", "(")) node = this.#call(node);
      else return node;
    }
  }

  #attribute(object: Expr): Expr {
    this.step();
    const token = this.current();
    const start = this.start();
    if (token.kind !== "name" && token.kind !== "integer") throw this.unexpected();
    this.step();
    if (token.kind === "name")
      return this.#place({ kind: "attribute", object, name: token.value }, object.outer.start);
    return this.#place({ kind: "item", object, index: this.#number(token, start) }, object.outer.start);
  }

  #subscript(object: Expr): Expr {
    this.step();
    const start = this.start();
    const items: Expr[] = [];
    while (!this.at("operator", "]")) {
      if (items.length > 0) this.expect(",");
      items.push(this.#subscribed());
    }
    const [only] = items;
    const single = items.length === 1 && only !== undefined;
    const index = single ? only : this.#place({ kind: "tuple", items }, start);
    this.expect("]");
    return this.#place({ kind: "item", object, index }, object.outer.start);
  }

  /** One index or slice. */
  #subscribed(): Expr {
    const begin = this.start();
    const start = this.#bound();
    if (start !== undefined && !this.at("operator", ":")) return start;
    if (!this.skip("operator", ":")) throw this.unexpected();
    const stop = this.#bound();
    const step = this.skip("operator", ":") ? this.#bound() : undefined;
    return this.#place({ kind: "slice", start, stop, step }, begin);
  }

  #bound(): Expr | undefined {
    return [":", "]", ","].some((end) => this.at("operator", end)) ? undefined : this.expression();
  }

  #call(callee: Expr): Expr {
    const args = this.#arguments();
    return this.#place({ kind: "call", callee, args }, callee.outer.start);
  }

  #filter(input: Expr): Expr {
    this.step();
    const name = this.#dotted();
    const args = this.at("operator", "(") ? this.#arguments() : NO_ARGUMENTS;
    return this.#place({ kind: "filter", input, name, args }, input.outer.start);
  }

  #test(subject: Expr): Expr {
    this.step();
    const negated = this.skip("name", "not");
    const name = this.#dotted();
    const args = this.at("operator", "(") ? this.#arguments() : this.#bareArgument();
    return this.#place({ kind: "test", subject, name, negated, args }, subject.outer.start);
  }

  /** The argument of `x is sameas y`: any name, literal, list or dict behind a test's name is one. */
  #bareArgument(): Arguments {
    const { kind, value } = this.current();
    const starts =
      kind === "operator"
        ? value === "[" || value === "{"
        : kind !== "end" && !(kind === "name" && ENDS_TEST.has(value));
    if (!starts) return NO_ARGUMENTS;
    if (this.at("name", "is")) throw this.error("tests can't be chained with 'is'");
    return { ...NO_ARGUMENTS, positional: [this.#postfix(this.#primary())] };
  }

  #dotted(): string {
    let name = this.name();
    while (this.skip("operator", ".")) name += `.${this.name()}`;
    return name;
  }

  #arguments(): Arguments {
    const positional: Expr[] = [];
    const named: { name: string; value: Expr }[] = [];
    let star: Expr | undefined;
    let doubleStar: Expr | undefined;
    this.#items("(", ")", () => {
      const isNamed = this.at("name") && this.at("operator", "=", 1);
      const mark = this.at("operator", "*") ? "*" : this.at("operator", "**") ? "**" : isNamed ? "=" : "";
      if (doubleStar !== undefined || (star !== undefined && (mark === "*" || mark === "")))
        throw this.error("no such argument may follow");
      if (mark === "" && named.length > 0) throw this.error("a plain argument may not follow a named one");
      const name = mark === "=" ? this.name() : "";
      if (mark !== "") this.step();
      const value = this.expression();
      if (mark === "*") star = value;
      else if (mark === "**") doubleStar = value;
      else if (mark === "=") named.push({ name, value });
      else positional.push(value);
    });
    return { positional, named, star, doubleStar };
  }

  #isTupleEnd(): boolean {
    return this.at("end") || this.at("operator", ")");
  }

  #place(shape: Shape, start: number): Expr {
    const at = span(start, Math.max(start, this.behind()));
    const node = { ...shape, span: at, outer: at } as Expr;
    const below = children(node).reduce((most, child) => Math.max(most, this.#heights.get(child) ?? 1), 0);
    if (below >= MAX_HEIGHT) throw new ParseError("the expression is too deep", start);
    this.#heights.set(node, below + 1);
    return node;
  }

  #enter(): void {
    this.#nesting++;
    if (this.#nesting > MAX_NESTING) throw this.error("the expression is nested too deep");
  }
}

/** Words behind which no bare argument of a test starts. */
const ENDS_TEST: ReadonlySet<string> = new Set(["else", "or", "and"]);
