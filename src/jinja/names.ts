import type { Span } from "../text/span.js";
import { argumentsOf, children, type Expr } from "./ast.js";
import { lookedUp, type Reference, referenceOf } from "./reference.js";
import type { Template } from "./template.js";

/** One place where a variable is read. */
export interface Read extends Reference {
  /** The whole path, `x.results[0].rc`. */
  readonly span: Span;
  /** The filters that are applied to it directly, in order: `x | default(1) | int` has `default`, `int`. */
  readonly filters: readonly string[];
  /** The test that it, or its filtered value, is the subject of: `x is not finished`. */
  readonly test: { readonly name: string; readonly negated: boolean } | undefined;
  /** The method that is called on it: `split` of `x.stdout.split()`; the path ends before it. */
  readonly method: string | undefined;
}

type Use = Pick<Read, "filters" | "test">;

const PLAIN: Use = { filters: [], test: undefined };

/**
 * Every variable that an expression or a template reads, in no order to rely on.
 *
 * Scopes are not followed: a name that `{% for %}` or `{% set %}` binds is reported where it is read, as a
 * variable of Ansible would be. A bare name that is called (`lookup(…)`, `range(…)`) is a function, not a
 * variable. Tags that `parseStatement` does not know contribute nothing.
 *
 * @param of an expression, or a template as `parseTemplate` gives it
 */
export function readNames(of: Expr | Template): readonly Read[] {
  const reads: Read[] = [];
  for (const node of "kind" in of ? [of] : expressionsOf(of)) collect(node, PLAIN, reads);
  return reads;
}

/** Every expression of a template that could be parsed. */
function expressionsOf(template: Template): readonly Expr[] {
  return template.parts.flatMap((part) => {
    if (part.kind === "statement") return part.expressions;
    return part.kind === "output" && part.parsed.ok ? [part.parsed.node] : [];
  });
}

function collect(node: Expr, use: Use, reads: Read[]): void {
  switch (node.kind) {
    case "filter": {
      collect(node.input, { ...use, filters: [node.name, ...use.filters] }, reads);
      for (const each of argumentsOf(node.args)) collect(each, PLAIN, reads);
      return;
    }
    case "test": {
      collect(node.subject, { filters: [], test: { name: node.name, negated: node.negated } }, reads);
      for (const each of argumentsOf(node.args)) collect(each, PLAIN, reads);
      return;
    }
    case "name":
    case "attribute":
    case "item":
      collectPath(node, use, undefined, reads);
      return;
    case "call":
      collectCall(node, use, reads);
      return;
    default:
      for (const each of children(node)) collect(each, PLAIN, reads);
  }
}

function collectPath(node: Expr, use: Use, method: string | undefined, reads: Read[]): void {
  const reference = referenceOf(node);
  if (reference === undefined) {
    for (const each of children(node)) collect(each, PLAIN, reads);
    return;
  }
  reads.push({ ...reference, span: node.span, ...use, method });
  // The subscripts are expressions of their own, and a lookup at the root may have further arguments.
  let at = node;
  while (at.kind === "attribute" || at.kind === "item") {
    if (at.kind === "item") collect(at.index, PLAIN, reads);
    at = at.object;
  }
  if (at.kind === "call") for (const each of argumentsOf(at.args)) collect(each, PLAIN, reads);
}

function collectCall(node: Extract<Expr, { kind: "call" }>, use: Use, reads: Read[]): void {
  for (const root of lookedUp(node))
    reads.push({ root, path: [], indirect: true, span: node.span, ...use, method: undefined });
  const { callee } = node;
  if (callee.kind === "attribute") collectPath(callee.object, PLAIN, callee.name, reads);
  else if (callee.kind !== "name") collect(callee, PLAIN, reads);
  for (const each of argumentsOf(node.args)) collect(each, PLAIN, reads);
}
