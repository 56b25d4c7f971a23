import type { Arguments, Expr } from "../../src/jinja/ast.js";
import { parseExpression } from "../../src/jinja/parser.js";

/** The tree of an expression with every grouping written out, so that a test can state precedence. */
export function tree(source: string): string {
  const parsed = parseExpression(source);
  return parsed.ok ? show(parsed.node) : `error at ${parsed.error.at}: ${parsed.error.message}`;
}

function show(node: Expr | undefined): string {
  if (node === undefined) return "";
  switch (node.kind) {
    case "string":
      return JSON.stringify(node.value);
    case "number":
      return node.integer ? String(node.value) : node.value.toFixed(1);
    case "boolean":
      return String(node.value);
    case "none":
      return "none";
    case "name":
      return node.name;
    case "attribute":
      return `${show(node.object)}.${node.name}`;
    case "item":
      return `${show(node.object)}[${show(node.index)}]`;
    case "slice":
      return `${show(node.start)}:${show(node.stop)}:${show(node.step)}`;
    case "call":
      return `${show(node.callee)}(${list(node.args)})`;
    case "filter":
      return `(${show(node.input)} | ${node.name}(${list(node.args)}))`;
    case "test":
      return `(${show(node.subject)} is${node.negated ? " not" : ""} ${node.name}(${list(node.args)}))`;
    case "compare":
      return `(${[show(node.first), ...node.rest.map((each) => `${each.operator} ${show(each.operand)}`)].join(" ")})`;
    case "not":
      return `(not ${show(node.operand)})`;
    case "logical":
    case "arithmetic":
      return `(${show(node.left)} ${node.operator} ${show(node.right)})`;
    case "concat":
      return `(${node.parts.map(show).join(" ~ ")})`;
    case "unary":
      return `(${node.operator}${show(node.operand)})`;
    case "conditional":
      return `(${show(node.whenTrue)} if ${show(node.condition)} else ${show(node.whenFalse)})`;
    case "list":
      return `[${node.items.map(show).join(", ")}]`;
    case "tuple":
      return `(${node.items.map((each) => `${show(each)},`).join(" ")})`;
    case "dict":
      return `{${node.entries.map((each) => `${show(each.key)}: ${show(each.value)}`).join(", ")}}`;
  }
}

function list(args: Arguments): string {
  const star = args.star === undefined ? [] : [`*${show(args.star)}`];
  const doubleStar = args.doubleStar === undefined ? [] : [`**${show(args.doubleStar)}`];
  const named = args.named.map((each) => `${each.name}=${show(each.value)}`);
  return [...args.positional.map(show), ...named, ...star, ...doubleStar].join(", ");
}
