import type { Arguments, Compare, Expr, Filter, Test } from "./ast.js";
import { referenceOf, type Segment } from "./reference.js";

/** A variable with what is taken of it, `["x", "results", 0]`. A `null` segment is not known, and the last. */
export type ResultPath = readonly Segment[];

export interface Known {
  /** Whether the path holds the result of an async task or of async_status. */
  readonly isAsyncResult: (path: ResultPath) => boolean;
  /** Whether that result has `finished` and `started` in every case. Absent: never known. */
  readonly hasFields?: (path: ResultPath) => boolean;
}

/** `x.finished` or `x['started']`. */
export interface AsyncField {
  readonly node: Expr;
  readonly object: Expr;
  readonly field: "finished" | "started";
  /** Whether the field is known to be there. */
  readonly certain: boolean;
}

/** An expression that says no more than whether one field is set. */
export interface AsyncForm {
  readonly use: AsyncField;
  readonly negated: boolean;
  /** What it is where there is no such field, if it has a `default` for that. */
  readonly whenAbsent: boolean | undefined;
}

/**
 * Recognises the ways to ask whether a job has finished: `x.finished`, `x.finished | bool`,
 * `x.finished == 1`, `not x.finished`, `x.finished | default(false)`, and so on.
 */
export function asyncForm(node: Expr, known: Known): AsyncForm | undefined {
  switch (node.kind) {
    case "attribute":
    case "item": {
      const use = fieldUse(node, known);
      return use === undefined ? undefined : { use, negated: false, whenAbsent: undefined };
    }
    case "filter":
      return filterForm(node, known);
    case "compare":
      return compareForm(node, known);
    case "test":
      return testForm(node, known);
    case "not":
      return negate(asyncForm(node.operand, known), true);
    default:
      return undefined;
  }
}

/** The field that an attribute or a subscript takes of an async result. */
export function fieldUse(node: Expr, known: Known): AsyncField | undefined {
  if (node.kind !== "attribute" && node.kind !== "item") return undefined;
  const field = node.kind === "attribute" ? node.name : node.index.kind === "string" ? node.index.value : "";
  const reference = referenceOf(node.object);
  if ((field !== "finished" && field !== "started") || reference === undefined) return undefined;
  const path = [reference.root, ...reference.path];
  if (!known.isAsyncResult(path)) return undefined;
  return { node, object: node.object, field, certain: known.hasFields?.(path) ?? false };
}

/** They keep the truth of 0, 1, false and true. */
const CONVERSIONS: ReadonlySet<string> = new Set(["bool", "ansible.builtin.bool", "int"]);
const DEFAULTS: ReadonlySet<string> = new Set(["default", "d"]);

function filterForm(node: Filter, known: Known): AsyncForm | undefined {
  const inner = asyncForm(node.input, known);
  if (inner === undefined || inner.negated) return undefined;
  if (CONVERSIONS.has(node.name) && isEmpty(node.args)) return inner;
  // Behind a conversion a default never applies, and an undefined value has failed there already.
  if (!DEFAULTS.has(node.name) || inner.use.node !== node.input) return undefined;
  const [fallback, falsyToo, ...others] = node.args.positional;
  const whenAbsent = fallback === undefined ? undefined : flag(fallback);
  const plain = node.args.named.length === 0 && others.length === 0 && node.args.star === undefined;
  // `default(true, true)` is true always.
  const replacesFalse = falsyToo !== undefined && whenAbsent === true;
  if (whenAbsent === undefined || !plain || replacesFalse) return undefined;
  return { ...inner, whenAbsent: inner.use.certain ? undefined : whenAbsent };
}

/** `x.finished == 1`, `false != x.finished` */
function compareForm(node: Compare, known: Known): AsyncForm | undefined {
  const [only, ...others] = node.rest;
  if (only === undefined || others.length > 0 || (only.operator !== "==" && only.operator !== "!="))
    return undefined;
  const left = flag(node.first);
  const value = left ?? flag(only.operand);
  const form = asyncForm(left === undefined ? node.first : only.operand, known);
  if (value === undefined) return undefined;
  return negate(form, (only.operator === "==") !== value);
}

const TRUTH_TESTS: ReadonlyMap<string, boolean> = new Map([
  ["truthy", true],
  ["ansible.builtin.truthy", true],
  ["falsy", false],
  ["ansible.builtin.falsy", false],
]);

function testForm(node: Test, known: Known): AsyncForm | undefined {
  const truth = TRUTH_TESTS.get(node.name);
  if (truth === undefined || !isEmpty(node.args)) return undefined;
  return negate(asyncForm(node.subject, known), truth === node.negated);
}

/** A form with a default is not negated: its guard would have to be turned round as well. */
function negate(form: AsyncForm | undefined, negated: boolean): AsyncForm | undefined {
  if (form === undefined || !negated) return form;
  return form.whenAbsent === undefined ? { ...form, negated: !form.negated } : undefined;
}

/** The literals that a field is compared with, or defaults to. */
function flag(node: Expr): boolean | undefined {
  if (node.kind === "boolean") return node.value;
  return node.kind === "number" && (node.value === 0 || node.value === 1) ? node.value === 1 : undefined;
}

function isEmpty({ positional, named, star, doubleStar }: Arguments): boolean {
  return positional.length + named.length === 0 && star === undefined && doubleStar === undefined;
}
