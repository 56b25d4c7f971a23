import type { Assignment, Command, Redirection as RedirectionNode } from "unbash";
import { MAX_INNER_SCRIPTS } from "./limits.js";
import { MaskedText, type Piece } from "./pieces.js";
import type { Place, Redirection, ShellCommand, VariableAssignment, Wrapper } from "./types.js";
import type { Context } from "./walk.js";
import { baseName, type PiecedWord, readWord } from "./words.js";
import { type Unwrapped, unwrap } from "./wrappers.js";

/** A simple command out of its wrappers, or the script that the innermost wrapper was given. */
export interface ReadCommand {
  readonly command: ShellCommand | undefined;
  readonly inner: Context | undefined;
}

export function readSimpleCommand(node: Command, at: Context): ReadCommand {
  const words = [...(node.name === undefined ? [] : [node.name]), ...node.args].map((word) =>
    readWord(at.text, word),
  );
  const own = node.prefix
    .filter((part) => part.type === "Assignment")
    .map((part) => readAssignment(at.text, part));
  const redirections = node.redirects.map((part) => readRedirection(at.text, part));
  return fromUnwrapped(unwrap(words), own, redirections, at.text.spanOf(node.pos, node.end), at);
}

/** @param own the `A=b` in front of the command */
export function fromUnwrapped(
  unwrapped: Unwrapped,
  own: readonly VariableAssignment[],
  redirections: readonly Redirection[],
  span: ShellCommand["span"],
  at: Context,
): ReadCommand {
  const wrappers = [...at.wrappers, ...unwrapped.wrappers];
  if (unwrapped.script !== undefined)
    return { command: undefined, inner: scriptContext(unwrapped.script, wrappers, at) };
  const [program, ...args] = unwrapped.words;
  const command: ShellCommand = {
    program: program === undefined ? "" : baseName(program),
    words: unwrapped.words.map(publicWord),
    args: args.map((word) => word.text),
    assignments: [...own, ...unwrapped.assignments.map(wordAssignment)],
    redirections,
    templated: program?.templated ?? false,
    span,
    background: at.background,
    wrappers,
    place: placeOf(wrappers),
    inLoop: at.inLoop,
    inCondition: at.inCondition,
    piped: at.piped,
  };
  return { command, inner: undefined };
}

/** What a script in an argument inherits from the command it was given to. */
function scriptContext(script: readonly Piece[], wrappers: readonly Wrapper[], at: Context): Context {
  return { ...at, text: new MaskedText(script), wrappers, nested: true, innerScripts: at.innerScripts + 1 };
}

export function isTooDeep(inner: Context): boolean {
  return inner.innerScripts > MAX_INNER_SCRIPTS;
}

function placeOf(wrappers: readonly Wrapper[]): Place {
  return wrappers.find((wrapper) => wrapper.place !== "here")?.place ?? "here";
}

function readAssignment(text: MaskedText, node: Assignment): VariableAssignment {
  const value = node.value.type === "Word" ? publicWord(readWord(text, node.value)) : undefined;
  return { name: node.name, value, span: text.spanOf(node.pos, node.end) };
}

/** `env A=b`: to the shell it is a plain word. */
function wordAssignment(word: PiecedWord): VariableAssignment {
  const equals = word.text.indexOf("=");
  const value = { ...publicWord(word), text: word.text.slice(equals + 1) };
  return { name: word.text.slice(0, equals), value, span: word.span };
}

function readRedirection(text: MaskedText, node: RedirectionNode): Redirection {
  const target = node.type === "HereDoc" ? undefined : node.target;
  return {
    operator: node.operator,
    target: target && publicWord(readWord(text, target)),
    span: text.spanOf(node.pos, node.end),
  };
}

function publicWord({ pieces: _, ...word }: PiecedWord) {
  return word;
}
