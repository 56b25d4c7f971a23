import type { Task } from "../ansible/model.js";
import { DEFAULT_POLL, knownNumber, timing } from "../ansible/timing.js";
import type { Expr } from "../jinja/ast.js";
import { constantNumber } from "../jinja/constant.js";
import { readNames } from "../jinja/names.js";
import { soleExpression } from "../jinja/template.js";

/** What a task's `async` or `poll` comes to, as Jinja that stands outside of a template (`that:`, `when:`). */
export type TimingExpression =
  | { readonly kind: "number"; readonly value: number }
  /** A condition chooses among numbers that are all written at the task. */
  | { readonly kind: "choice"; readonly values: readonly number[] }
  | {
      readonly kind: "expression";
      /** Gives an integer, in seconds; binds tighter than a comparison. */
      readonly text: string;
      /** The variables that it reads. */
      readonly names: readonly string[];
      /** It is above this number whatever the variables are, unless they are negative; undefined: nobody knows. */
      readonly atLeast: number | undefined;
    }
  | { readonly kind: "unknown"; readonly why: string };

/** What Ansible takes where the keyword is left out or comes to `omit`, in seconds. */
const LEFT_OUT = { async: 0, poll: DEFAULT_POLL } as const;

/** Variables that say how a run goes, not what the user has set. */
const OF_THE_RUN: ReadonlySet<string> = new Set(["omit", "ansible_check_mode"]);

/** Expressions that a filter can follow without parentheses (jinja2/parser.py, parse_unary). */
const TIGHT: ReadonlySet<Expr["kind"]> = new Set([
  "name",
  "attribute",
  "item",
  "call",
  "filter",
  "string",
  "number",
]);

/**
 * @returns a number where it is written at the task, an expression where variables decide it; `omit` in it is
 * what Ansible takes for it: 0 for async (not asynchronous), 15 for poll
 */
export function timingExpression(task: Task, key: "async" | "poll"): TimingExpression {
  const time = timing(task, key);
  if (time.kind === "absent") return { kind: "number", value: LEFT_OUT[key] };
  if (time.kind === "unreadable")
    return { kind: "unknown", why: `${key} is neither a number nor a template` };
  const value = knownNumber(time);
  if (value !== undefined) return { kind: "number", value };
  const { text } = time.scalar;
  const node = soleExpression(text);
  if (node === undefined) return { kind: "unknown", why: `${key} is not one expression: ${text.trim()}` };
  const values = choices(node, LEFT_OUT[key]);
  const [only, ...others] = values ?? [];
  if (values !== undefined && only !== undefined)
    return others.length === 0 ? { kind: "number", value: only } : { kind: "choice", values };
  const reads = readNames(node);
  const names = [...new Set(reads.map((read) => read.root))].filter((name) => !OF_THE_RUN.has(name));
  return {
    kind: "expression",
    text: asInteger(text, node, reads, LEFT_OUT[key]),
    names,
    atLeast:
      time.kind === "template" && time.deciding.kind === "sum" ? time.deciding.constant.value : undefined,
  };
}

const TERNARIES: ReadonlySet<string> = new Set(["ternary", "ansible.builtin.ternary"]);

/** The numbers that an expression can come to, where all of them are written in it. */
function choices(node: Expr, leftOut: number): readonly number[] | undefined {
  const constant = constantNumber(node);
  if (constant !== undefined) return [constant];
  if (node.kind === "name") return node.name === "omit" ? [leftOut] : undefined;
  if (node.kind === "string") return /^\d{1,15}$/.test(node.value) ? [Number(node.value)] : undefined;
  if (node.kind === "filter" && node.name === "int") return choices(node.input, leftOut);
  const isTernary = node.kind === "filter" && TERNARIES.has(node.name);
  const branches =
    node.kind === "conditional"
      ? [node.whenTrue, node.whenFalse]
      : isTernary
        ? node.args.positional.slice(0, 2)
        : [];
  const found = branches.map((each) => (each === undefined ? undefined : choices(each, leftOut)));
  return found.length === 2 && found.every((each) => each !== undefined) ? found.flat() : undefined;
}

function asInteger(source: string, node: Expr, reads: ReturnType<typeof readNames>, leftOut: number): string {
  const omitted = reads
    .filter((read) => read.root === "omit" && read.path.length === 0)
    .sort((a, b) => b.span.start - a.span.start);
  const { start } = node.outer;
  let text = source.slice(start, node.outer.end);
  for (const { span } of omitted)
    text = text.slice(0, span.start - start) + String(leftOut) + text.slice(span.end - start);
  text = text.replace(/(?<!\s)\s*\n\s*/g, " ");
  const parenthesised = node.outer.start < node.span.start;
  if (!TIGHT.has(node.kind) && !parenthesised) text = `(${text})`;
  const isInteger = node.kind === "filter" && node.name === "int" && !parenthesised;
  return isInteger ? text : `${text} | int`;
}
