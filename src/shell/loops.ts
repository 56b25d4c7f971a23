import type { CompoundList, SyntaxNode } from "unbash";
import type { Span } from "../text/span.js";
import type { Context } from "./walk.js";

/** The commands that make `while` run for ever, and those that do it for `until`. */
const ALWAYS = { while: ["true", ":", "[ 1 ]", "[ true ]", "((1))", "(( 1 ))"], until: ["false"] } as const;

/** The span of a `while true`, `until false` or `for ((;;))` that no time limit is around, or undefined. */
export function endlessLoop(node: SyntaxNode, at: Context): Span | undefined {
  if (!loopsForEver(node, at) || at.wrappers.some((wrapper) => wrapper.name === "timeout")) return undefined;
  return at.text.spanOf(node.pos, node.end);
}

function loopsForEver(node: SyntaxNode, at: Context): boolean {
  if (node.type === "ArithmeticFor") return node.test === undefined;
  if (node.type !== "While") return false;
  const condition = conditionText(node.clause, at);
  return ALWAYS[node.kind].some((text) => text === condition);
}

function conditionText(clause: CompoundList, at: Context): string | undefined {
  const [only, ...others] = clause.commands;
  return only === undefined || others.length > 0
    ? undefined
    : at.text.shown.slice(only.pos, only.command.end);
}
