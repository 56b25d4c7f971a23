import { type Span, span } from "../text/span.js";
import type { Expr, Filter } from "./ast.js";
import { type AsyncField, type AsyncForm, asyncForm, fieldUse, type Known } from "./finished-form.js";
import { parseExpression } from "./parser.js";

/** Replace `span`, UTF-16 offsets shifted by the `base` given, with `text`. */
export interface Splice {
  readonly span: Span;
  readonly text: string;
}

/**
 * Rewrites each use of `x.finished` and `x.started` as a truth value to `x is finished` and `x is started`, the
 * form that ansible-core takes from 2.7 on; since 2.19 a condition must be a boolean, which the two fields are
 * not everywhere.
 *
 * What is printed, computed with or passed on is left alone. Guards are kept: the tests are true of a result
 * that has no such field (`finished` in lib/ansible/plugins/test/core.py, 2.14.18 and 2.19.0 alike), so
 * `x.finished is defined and x.finished` becomes `x.finished is defined and x is finished`, and a
 * `default(false)` becomes such a guard. Where `known.hasFields` says that they are always there, as
 * async_status' own result has them (lib/ansible/plugins/action/async_status.py), the guards go too.
 * `is true` is left alone: of the integers before 2.19 it is always false.
 *
 * @param source a bare condition, as in `when` or `until`
 * @param known which variables hold async results
 * @param base added to every offset
 * @param use what becomes of the whole: only its truth counts (a condition), or its value (`{{ … }}` in a text),
 *   in which only parts like the condition of an `if` are truth values
 * @returns disjoint splices in ascending order; none where the source is not a valid expression
 */
export function rewriteFinished(
  source: string,
  known: Known,
  base = 0,
  use: "truth" | "value" = "truth",
): readonly Splice[] {
  const parsed = parseExpression(source);
  if (!parsed.ok) return [];
  const rewriter = new Rewriter(source, known, parsed.node);
  if (use === "truth") rewriter.truth(parsed.node);
  else rewriter.value(parsed.node);
  return rewriter.splices
    .toSorted((left, right) => left.span.start - right.span.start)
    .map(({ span: at, text }) => ({ span: span(at.start + base, at.end + base), text }));
}

/** Filters whose input is taken as a truth value. */
const TRUTH_FILTERS: ReadonlySet<string> = new Set(["ternary", "ansible.builtin.ternary"]);

class Rewriter {
  readonly splices: Splice[] = [];
  readonly #source: string;
  readonly #known: Known;
  readonly #root: Expr;

  constructor(source: string, known: Known, root: Expr) {
    this.#source = source;
    this.#known = known;
    this.#root = root;
  }

  /** Visits an expression of which only the truth matters. */
  truth(node: Expr): void {
    const form = asyncForm(node, this.#known);
    if (form !== undefined) this.#replace(node.span, this.#render(form, node));
    else if (node.kind === "logical") this.#logical(node);
    else if (node.kind === "conditional") {
      this.truth(node.whenTrue);
      this.truth(node.condition);
      if (node.whenFalse !== undefined) this.truth(node.whenFalse);
    } else this.value(node);
  }

  /** Visits an expression whose value is used; some of its parts may be truth values all the same. */
  value(node: Expr): void {
    if (node.kind === "not") this.truth(node.operand);
    else if (node.kind === "filter") this.#filter(node);
    else if (node.kind === "logical") {
      this.value(node.left);
      this.value(node.right);
    } else if (node.kind === "conditional") {
      this.value(node.whenTrue);
      this.truth(node.condition);
      if (node.whenFalse !== undefined) this.value(node.whenFalse);
    }
  }

  #filter(node: Filter): void {
    if (TRUTH_FILTERS.has(node.name)) this.truth(node.input);
    else this.value(node.input);
  }

  #logical(node: Extract<Expr, { kind: "logical" }>): void {
    const guard = node.operator === "and" ? lastOperand(node.left) : undefined;
    const form = guard === undefined ? undefined : asyncForm(node.right, this.#known);
    const guarded = guard === undefined ? undefined : definedField(guard, this.#known);
    if (
      guard === undefined ||
      form === undefined ||
      guarded === undefined ||
      !this.#sameField(guarded, form.use)
    ) {
      this.truth(node.left);
      this.truth(node.right);
      return;
    }
    if (guard !== node.left && node.left.kind === "logical") this.truth(node.left.left);
    const { start } = guard.outer;
    this.#replace(span(start, node.right.outer.end), this.#render(form, node.right));
  }

  /** Whether both are the same field of the same variable, which is known to have it. */
  #sameField(left: AsyncField, right: AsyncField): boolean {
    const same = left.field === right.field && this.#text(left.object) === this.#text(right.object);
    return same && left.certain && right.certain;
  }

  #render({ use, negated, whenAbsent }: AsyncForm, node: Expr): string {
    const object = this.#text(use.object);
    const test = `${object} is ${negated ? "not " : ""}${use.field}`;
    if (whenAbsent === undefined) return test;
    const field = this.#source.slice(use.node.outer.start, use.node.outer.end);
    const text = whenAbsent ? `${field} is not defined or ${test}` : `${field} is defined and ${test}`;
    const enclosed = node === this.#root || node.outer.start !== node.span.start;
    return enclosed ? text : `(${text})`;
  }

  #text(node: Expr): string {
    return this.#source.slice(node.outer.start, node.outer.end);
  }

  #replace(at: Span, text: string): void {
    const behind = this.#source.slice(at.end);
    const enclosed = text.startsWith("(") && text.endsWith(")");
    const safe = !enclosed && BINDS_TO_TEST.test(behind) && !ENDS_TEST.test(behind) ? `(${text})` : text;
    const before = WORD_AT_END.test(this.#source.slice(Math.max(0, at.start - 1), at.start)) ? " " : "";
    const after = WORD_AT_START.test(behind) ? " " : "";
    this.splices.push({ span: at, text: `${before}${safe}${after}` });
  }
}

/** What Jinja takes for the bare argument of a test before it, or for something applied to the test. */
const BINDS_TO_TEST = /^\s*[\p{L}\p{N}_'"[{(.|]/u;
const ENDS_TEST = /^\s*(?:and|or|else)(?![\p{L}\p{N}_])/u;
const WORD_AT_END = /[\p{L}\p{N}_]$/u;
const WORD_AT_START = /^[\p{L}\p{N}_]/u;

/** The operand that stands right before an `and`. */
function lastOperand(left: Expr): Expr {
  const chained = left.kind === "logical" && left.operator === "and" && left.outer.start === left.span.start;
  return chained ? left.right : left;
}

/** The field of `x.finished is defined`. */
function definedField(node: Expr, known: Known): AsyncField | undefined {
  const isDefined = node.kind === "test" && node.name === "defined" && !node.negated;
  return isDefined ? fieldUse(node.subject, known) : undefined;
}
