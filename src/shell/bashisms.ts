import type {
  ArithmeticExpression,
  Assignment,
  BraceExpansionPart,
  Command,
  Pipeline,
  Redirect,
  SyntaxNode,
} from "unbash";
import {
  ARRAY_ITEM,
  BASH_COMMANDS,
  BASH_PARAMETER_OPERATIONS,
  BASH_REDIRECTIONS,
  BASH_SYNTAX,
  BASH_VARIABLES,
  INDIRECTION,
} from "./bashism-table.js";
import { builtinBashism } from "./builtin-bashisms.js";
import type { Bashism } from "./types.js";
import type { Context } from "./walk.js";
import { type PiecedWord, readWord } from "./words.js";

/** Gathers the bashisms of a script, node by node. */
export class BashismFinder {
  readonly #found: Bashism[] = [];
  readonly #variables: (Bashism & { readonly name: string })[] = [];
  readonly #assigned = new Set<string>();

  /** Braces in the value of an assignment, which bash does not expand. */
  readonly #literalBraces = new WeakSet<SyntaxNode>();

  visit(node: SyntaxNode, at: Context): void {
    if (node.type === "Command") this.#rememberLiteralBraces(node);
    if (this.#literalBraces.has(node)) return;
    for (const name of assignedBy(node, at)) this.#assigned.add(name);
    const variable = variableRead(node);
    if (variable !== undefined && BASH_VARIABLES.has(variable)) {
      this.#variables.push({
        name: variable,
        what: `$${variable}`,
        span: at.text.spanOf(node.pos, node.end),
      });
    }
    const what = BASH_SYNTAX[node.type] ?? bashismOf(node, at);
    if (what !== undefined) this.#found.push({ what, span: at.text.spanOf(node.pos, node.end) });
  }

  #rememberLiteralBraces(node: Command): void {
    for (const part of node.prefix) {
      if (part.type !== "Assignment" || part.value.type !== "Word") continue;
      for (const inner of part.value.parts ?? [])
        if (inner.type === "BraceExpansion") this.#literalBraces.add(inner);
    }
  }

  result(): readonly Bashism[] {
    const variables = this.#variables.filter(({ name }) => !this.#assigned.has(name));
    return [...this.#found, ...variables.map(({ what, span }) => ({ what, span }))].sort(
      (a, b) => a.span.start - b.span.start,
    );
  }
}

function bashismOf(node: SyntaxNode, at: Context): string | undefined {
  switch (node.type) {
    case "Command":
      return commandBashism(node, at);
    case "Assignment":
      return assignmentBashism(node);
    case "Pipeline":
      return pipelineBashism(node);
    case "Function":
      return functionBashism(at.text.shown.slice(node.pos, node.end), node.name.text);
    case "ProcessSubstitution":
      return `${node.operator}( )`;
    case "BraceExpansion":
      return braceBashism(node, at);
    case "ParameterExpansion":
      if (node.index !== undefined) return ARRAY_ITEM;
      if (node.prefix === "!") return INDIRECTION;
      return node.operation && BASH_PARAMETER_OPERATIONS[node.operation.type];
    case "CommandExpansion":
      return /^\$\(\s*<[^<&>(][^;&|<>()]*\)$/.test(node.text.slice(0, 1000)) ? "$(<file)" : undefined;
    case "ArithmeticExpansion":
      return node.text.startsWith("$[") ? "$[ ]" : undefined;
    case "ArithmeticUnary":
    case "ArithmeticBinary":
    case "ArithmeticWord":
      return arithmeticBashism(node);
    case "Redirect":
      return redirectBashism(node, at);
    case "CaseItem":
      return node.terminator === ";&" || node.terminator === ";;&" ? node.terminator : undefined;
    default:
      return undefined;
  }
}

function commandBashism(node: Command, at: Context): string | undefined {
  if (node.name === undefined) return undefined;
  const words = [node.name, ...node.args].map((word) => readWord(at.text, word));
  const name = literalText(words[0]);
  if (name === undefined) return undefined;
  return BASH_COMMANDS.has(name) ? name : builtinBashism(name, words.slice(1));
}

/** bash expands a sequence between two integers or two letters only; a template may be either. */
function braceBashism(node: BraceExpansionPart, at: Context): string | undefined {
  if (node.text.includes(",")) return "{a,b}";
  const templated = at.text.slice(node.pos, node.end).some((piece) => piece.kind === "template");
  const sequence = /^\{(-?\d+\.\.-?\d+|[A-Za-z]\.\.[A-Za-z])(\.\.-?\d+)?\}$/;
  return templated || sequence.test(node.text) ? "{a..b}" : undefined;
}

function literalText(word: PiecedWord | undefined): string | undefined {
  return word === undefined || word.templated || word.expands ? undefined : word.text;
}

function assignmentBashism(node: Assignment): string | undefined {
  if (node.index !== undefined) return "a[i]=";
  return node.append ? "+=" : undefined;
}

/** dash has `time` as a program only, which can't run a `{ }` or `( )`, and takes one `!`. */
function pipelineBashism(node: Pipeline): string | undefined {
  if (node.operators.includes("|&")) return "|&";
  if (node.prefixes.filter((prefix) => prefix.type === "Negation").length > 1) return "! !";
  const timed = node.prefixes.some((prefix) => prefix.type === "Time");
  return timed && node.commands[0]?.type !== "Command" ? "time { }" : undefined;
}

function functionBashism(source: string, name: string): string | undefined {
  if (/^function\s/.test(source.slice(0, 10))) return "function f";
  return /^\w+$/.test(name) ? undefined : "a function name that is not a plain name";
}

/** dash reads `++i` as `+(+i)`, and knows neither `**`, `,` nor another base. */
function arithmeticBashism(node: ArithmeticExpression): string | undefined {
  switch (node.type) {
    case "ArithmeticUnary":
      return node.operator === "++" || node.operator === "--" ? node.operator : undefined;
    case "ArithmeticBinary":
      return ["**", "**=", ","].includes(node.operator) ? node.operator : undefined;
    case "ArithmeticWord":
      return /^\d+#/.test(node.value.slice(0, 8)) ? "base#number" : undefined;
    default:
      return undefined;
  }
}

function redirectBashism(node: Redirect, at: Context): string | undefined {
  if (BASH_REDIRECTIONS.has(node.operator)) return node.operator;
  if (node.descriptor?.type === "FileDescriptorVariable") return "{fd}>";
  if (node.descriptor !== undefined && node.descriptor.value > 9) return "a file descriptor above 9";
  const target = node.target && literalText(readWord(at.text, node.target));
  if (target === undefined) return undefined;
  if (/^\/dev\/(tcp|udp)\//.test(target)) return "/dev/tcp/…";
  if (node.operator === ">&" || node.operator === "<&")
    return /^(\d|-)$/.test(target) ? undefined : `${node.operator}word`;
  return undefined;
}

function variableRead(node: SyntaxNode): string | undefined {
  if (node.type === "SimpleExpansion") return node.text.slice(1);
  return node.type === "ParameterExpansion" ? node.parameter : undefined;
}

function assignedBy(node: SyntaxNode, at: Context): readonly string[] {
  if (node.type === "Assignment") return [node.name];
  if (node.type === "For") return [node.name.text];
  if (node.type !== "Command" || node.name?.text !== "read") return [];
  return node.args.map((word) => readWord(at.text, word).text);
}
