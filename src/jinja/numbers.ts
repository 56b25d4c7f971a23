import { type Span, span } from "../text/span.js";
import type { Expr, Filter } from "./ast.js";
import { constantNumber } from "./constant.js";
import { readNames } from "./names.js";
import { type Reference, referenceOf } from "./reference.js";
import { soleExpression } from "./template.js";

/** A number written in a template, and what to replace to write another. */
export interface WrittenNumber {
  readonly kind: "constant";
  readonly value: number;
  /** Replace this with digits: a whole constant expression (`2 * 60 * 60`), or the inside of a quoted number. */
  readonly span: Span;
  /** Whether it stands in quotes, which `span` leaves out. */
  readonly quoted: boolean;
}

/** How the value of an `async`, `poll`, `retries` or `delay` comes about. */
export type Deciding =
  | WrittenNumber
  /** `omit`: the keyword is as if not written. */
  | { readonly kind: "omit"; readonly span: Span }
  /** `x`, `x | int`: decided where the variable is defined. */
  | { readonly kind: "variable"; readonly variable: Reference; readonly viaInt: boolean; readonly span: Span }
  /** `x | default(1800)`: the variable where it is defined, else the fallback. */
  | {
      readonly kind: "default";
      readonly variable: Reference;
      readonly fallback: Deciding;
      readonly viaInt: boolean;
      readonly span: Span;
    }
  /** `ansible_check_mode | ternary(0, 1000)`, `0 if ansible_check_mode else 1000`, and their negations. */
  | {
      readonly kind: "ternary";
      readonly condition: Span;
      /** Decides in a real run. */
      readonly whenRun: Deciding;
      /** Decides under `--check`. */
      readonly whenCheck: Deciding;
      readonly span: Span;
    }
  /** `7200 + (x | default(60))`: a written number is added to something that is not. */
  | { readonly kind: "sum"; readonly constant: WrittenNumber; readonly rest: Deciding; readonly span: Span }
  /** `x | int // 30`: something is multiplied with or divided by a written number. */
  | {
      readonly kind: "scaled";
      readonly operator: "*" | "/" | "//";
      readonly constant: WrittenNumber;
      readonly rest: Deciding;
      readonly span: Span;
    }
  /** Anything else; `names` are the root variables it reads. */
  | {
      readonly kind: "other";
      readonly reason: OtherReason;
      readonly names: readonly string[];
      readonly span: Span;
    };

export type OtherReason =
  | "not one expression"
  | "a condition that is not check mode"
  | "arithmetic of variables"
  | "not a form that is known";

/**
 * Finds the written numbers that decide the value of a templated keyword.
 *
 * @param text the value as Ansible templates it, such as `{{ 2 * 60 * 60 }}`
 * @returns the form, its spans being UTF-16 offsets into `text`; never throws
 */
export function decidingNumbers(text: string): Deciding {
  const node = soleExpression(text);
  if (node === undefined)
    return { kind: "other", reason: "not one expression", names: [], span: span(0, text.length) };
  return decide(node);
}

function decide(node: Expr, viaInt = false): Deciding {
  const constant = writtenNumber(node);
  if (constant !== undefined) return constant;
  const reference = referenceOf(node);
  if (reference !== undefined) {
    if (isOmit(reference)) return { kind: "omit", span: node.outer };
    return { kind: "variable", variable: reference, viaInt, span: node.outer };
  }
  switch (node.kind) {
    case "filter":
      return decideFilter(node, viaInt);
    case "conditional":
      return decideCheckMode(node, node.condition, node.whenTrue, node.whenFalse);
    case "arithmetic":
      return decideArithmetic(node);
    default:
      return other(node, "not a form that is known");
  }
}

/** Conversions that leave a whole number what it is. */
const CONVERSIONS: ReadonlySet<string> = new Set(["int", "float", "string", "trim", "abs", "round"]);
const DEFAULTS: ReadonlySet<string> = new Set(["default", "d"]);
const TERNARIES: ReadonlySet<string> = new Set(["ternary", "ansible.builtin.ternary"]);

function decideFilter(node: Filter, viaInt: boolean): Deciding {
  const [first, second] = node.args.positional;
  if (CONVERSIONS.has(node.name)) return widen(decide(node.input, viaInt || node.name === "int"), node);
  if (TERNARIES.has(node.name) && first !== undefined && second !== undefined)
    return decideCheckMode(node, node.input, first, second);
  const fallback = first ?? node.args.named.find((each) => each.name === "default_value")?.value;
  const input = DEFAULTS.has(node.name) ? decide(node.input, viaInt) : undefined;
  if (input?.kind === "variable" && fallback !== undefined)
    return { ...input, kind: "default", fallback: decide(fallback), span: node.outer };
  return other(node, "not a form that is known");
}

/** The same decision, its span now that of the conversion around it. */
function widen(inner: Deciding, node: Expr): Deciding {
  return inner.kind === "constant" ? inner : { ...inner, span: node.outer };
}

function decideCheckMode(node: Expr, condition: Expr, whenTrue: Expr, whenFalse: Expr | undefined): Deciding {
  const checking = checkMode(condition);
  if (checking === undefined || whenFalse === undefined)
    return other(node, "a condition that is not check mode");
  const [whenCheck, whenRun] = checking ? [whenTrue, whenFalse] : [whenFalse, whenTrue];
  return {
    kind: "ternary",
    condition: condition.outer,
    whenRun: decide(whenRun),
    whenCheck: decide(whenCheck),
    span: node.outer,
  };
}

/** Whether a condition is true exactly under `--check` (true), exactly without it (false), or neither. */
function checkMode(condition: Expr): boolean | undefined {
  if (condition.kind === "name") return condition.name === "ansible_check_mode" ? true : undefined;
  if (condition.kind === "filter" && condition.name === "bool") return checkMode(condition.input);
  const inner = condition.kind === "not" ? checkMode(condition.operand) : undefined;
  return inner === undefined ? undefined : !inner;
}

const SCALES: ReadonlySet<string> = new Set(["*", "/", "//"]);

function decideArithmetic(node: Extract<Expr, { kind: "arithmetic" }>): Deciding {
  const left = writtenNumber(node.left);
  const right = writtenNumber(node.right);
  const { operator } = node;
  const flips = operator === "+" || operator === "*";
  const [constant, rest] = right !== undefined ? [right, node.left] : flips ? [left, node.right] : [];
  if (constant === undefined || rest === undefined) return other(node, "arithmetic of variables");
  const span = node.outer;
  if (operator === "+") return { kind: "sum", constant, rest: decide(rest), span };
  if (SCALES.has(operator))
    return { kind: "scaled", operator: operator as "*" | "/" | "//", constant, rest: decide(rest), span };
  return other(node, "arithmetic of variables");
}

function writtenNumber(node: Expr): WrittenNumber | undefined {
  const value = constantNumber(node);
  if (value !== undefined) return { kind: "constant", value, span: node.outer, quoted: false };
  const [piece, ...others] = node.kind === "string" ? node.pieces : [];
  if (node.kind !== "string" || piece === undefined || others.length > 0) return undefined;
  // Ansible turns the keyword into an integer, with Python's int(), after it was templated.
  if (!/^[0-9]{1,15}$/.test(node.value)) return undefined;
  return {
    kind: "constant",
    value: Number(node.value),
    span: span(piece.start + 1, piece.end - 1),
    quoted: true,
  };
}

function isOmit(reference: Reference): boolean {
  return reference.root === "omit" && reference.path.length === 0;
}

function other(node: Expr, reason: OtherReason): Deciding {
  const names = [...new Set(readNames(node).map((read) => read.root))];
  return { kind: "other", reason, names, span: node.outer };
}
