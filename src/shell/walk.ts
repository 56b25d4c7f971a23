import { forEachChild, type ParsedScript, parse, type Statement, type SyntaxNode } from "unbash";
import { MAX_EXPANSION_DEPTH } from "./limits.js";
import { literal, MaskedText, unknown } from "./pieces.js";
import type { ScriptError, Wrapper } from "./types.js";

/** What the nodes around a node say about it. */
export interface Context {
  readonly text: MaskedText;
  readonly background: boolean;
  readonly inLoop: boolean;
  readonly inCondition: boolean;
  readonly piped: boolean;
  /** Nothing of the script runs after it. */
  readonly last: boolean;
  /** In something that may run another number of times than once, in another shell, or in an inner script. */
  readonly nested: boolean;
  /** Expansions and substitutions around it. */
  readonly expansions: number;
  /** Scripts in arguments (`bash -c '…'`) around it. */
  readonly innerScripts: number;
  /** What runs the script it is in (`bash -c`), or `time` in front of its pipeline. */
  readonly wrappers: readonly Wrapper[];
}

export type Visitor = (node: SyntaxNode, context: Context) => void;

export interface WalkResult {
  readonly errors: readonly ScriptError[];
  /** Something was nested too deep and not looked at. */
  readonly tooDeep: boolean;
}

type Entry = readonly [SyntaxNode, Context];

export function topContext(text: MaskedText): Context {
  return {
    text,
    background: false,
    inLoop: false,
    inCondition: false,
    piped: false,
    last: true,
    nested: false,
    expansions: 0,
    innerScripts: 0,
    wrappers: [],
  };
}

/** Parses the context's text and visits every node in source order, parents first. Never throws. */
export function walk(context: Context, visit: Visitor): WalkResult {
  const errors: ScriptError[] = [];
  let tooDeep = false;
  // A stack of its own: `1+1+1+…` nests 65,000 nodes deep.
  const stack: Entry[] = [[parse(context.text.shown), context]];
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const [node, at] = entry;
    if (node.type === "Script") {
      for (const error of node.errors ?? []) {
        errors.push({ message: error.message, offset: at.text.spanOf(error.pos, error.pos).start });
      }
    }
    if (at.expansions > MAX_EXPANSION_DEPTH) {
      tooDeep = true;
      continue;
    }
    visit(node, at);
    for (const below of children(node, at).toReversed()) stack.push(below);
  }
  return { errors, tooDeep };
}

function children(node: SyntaxNode, at: Context): readonly Entry[] {
  const found: Entry[] = [];
  const inner = inside(node, at);
  forEachChild(node, (child) => found.push([child, contextOf(child, node, inner, at)]));
  return found;
}

/** What a node says about everything in it. */
function inside(node: SyntaxNode, at: Context): Context {
  switch (node.type) {
    case "Script":
      return at;
    case "Statement":
      return node.background ? { ...at, background: true } : at;
    case "Pipeline":
      return {
        ...at,
        ...(node.commands.length > 1 && { piped: true }),
        wrappers: [...at.wrappers, ...timed(node, at)],
      };
    case "For":
    case "While":
    case "ArithmeticFor":
    case "Select":
      return { ...at, inLoop: true, last: false, nested: true };
    case "If":
    case "Case":
    case "Function":
    case "Coproc":
      return { ...at, last: false, nested: true };
    case "Subshell":
      return { ...at, nested: true };
    case "CommandExpansion":
    case "ProcessSubstitution":
    case "ArithmeticCommandExpansion":
      return { ...at, last: false, nested: true, expansions: at.expansions + 1 };
    case "ParameterExpansion":
    case "ArithmeticExpansion":
      return { ...at, expansions: at.expansions + 1 };
    default:
      return at;
  }
}

/** What is so of one child only: a condition, the last statement of a list, a script in backquotes. */
function contextOf(child: SyntaxNode, parent: SyntaxNode, inner: Context, outer: Context): Context {
  if (child.type === "Script")
    return child.source === undefined ? inner : backquoted(child, parent, inner, outer);
  if (
    (parent.type === "If" || parent.type === "Elif" || parent.type === "While") &&
    child === parent.clause
  ) {
    return { ...inner, inCondition: true };
  }
  if (child.type === "Statement" && (parent.type === "Script" || parent.type === "CompoundList")) {
    return { ...inner, last: inner.last && isLast(child, parent.commands) };
  }
  return inner;
}

/** A `disown` behind a job is about that job. */
function isLast(statement: Statement, list: readonly Statement[]): boolean {
  const end = list.at(-1);
  return statement === end || (statement === list.at(-2) && end !== undefined && isDisown(end));
}

export function isDisown(statement: Statement): boolean {
  return statement.command.type === "Command" && statement.command.name?.text === "disown";
}

/**
 * A script in backquotes with escapes in it: unbash decodes it into a text of its own, whose offsets don't
 * lead back, so that everything in it stands where the backquotes stand.
 */
function backquoted(script: ParsedScript, parent: SyntaxNode, inner: Context, outer: Context): Context {
  const source = script.source ?? "";
  const at = outer.text.spanOf(parent.pos, parent.end);
  const templated = outer.text.slice(parent.pos, parent.end).some((piece) => piece.kind === "template");
  const piece = templated ? unknown("template", source, at) : literal(source, at.start, at.end);
  return { ...inner, text: new MaskedText([{ ...piece, shown: source }]) };
}

function timed(pipeline: SyntaxNode & { readonly type: "Pipeline" }, at: Context): readonly Wrapper[] {
  return pipeline.prefixes
    .filter((prefix) => prefix.type === "Time")
    .map((prefix) => ({
      name: "time",
      span: at.text.spanOf(prefix.pos, prefix.end),
      place: "here" as const,
    }));
}
