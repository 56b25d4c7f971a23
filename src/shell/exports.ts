import type { Assignment, Command, ParsedScript } from "unbash";
import { type Span, span } from "../text/span.js";
import type { MaskedText } from "./pieces.js";
import type { ExportedVariable, ExportLine } from "./types.js";
import { readWord } from "./words.js";

/**
 * The `export A=…` statements that a script starts with; `set …` and comments may stand between them. The
 * first statement of another kind, or a Jinja statement that could leave one of them out, ends the head.
 */
export function readExports(script: ParsedScript, text: MaskedText, source: string): readonly ExportLine[] {
  const found: ExportLine[] = [];
  let from = 0;
  for (const statement of script.commands) {
    const { command } = statement;
    if (statement.background || command.type !== "Command" || command.prefix.length > 0) break;
    if (source.slice(from, statement.end).includes("{%")) break;
    from = statement.end;
    if (command.name?.text === "set") continue;
    const variables = command.name?.text === "export" ? exported(command, text) : undefined;
    if (variables === undefined) break;
    found.push({ span: wholeStatement(source, statement), variables });
  }
  return found;
}

/** Undefined where the call does more than give values: `export -p`, `export A`, `export "$x"=1`. */
function exported(command: Command, text: MaskedText): readonly ExportedVariable[] | undefined {
  const variables: ExportedVariable[] = [];
  for (const part of command.suffix) {
    if (part.type !== "Assignment") return undefined;
    const variable = exportedVariable(part, text);
    if (variable === undefined) return undefined;
    variables.push(variable);
  }
  return variables.length === 0 ? undefined : variables;
}

function exportedVariable(node: Assignment, text: MaskedText): ExportedVariable | undefined {
  const { name, value } = node;
  const named = text.slice(node.pos, value.pos).every((piece) => piece.kind === "literal");
  if (!named || value.type !== "Word" || node.append || node.index !== undefined) return undefined;
  const word = readWord(text, value);
  // A tilde is expanded at the start of the value and behind each colon (POSIX 2.6.1).
  const tilde = /(^|:)~/.test(value.text);
  return {
    name,
    value: word.expands || tilde ? null : word.text,
    templated: word.templated,
    quoted: word.quoted,
  };
}

/** The statement's whole line, unless it shares it. */
function wholeStatement(source: string, at: { readonly pos: number; readonly end: number }): Span {
  let start = at.pos;
  while (isBlank(source[start - 1])) start--;
  const ownsStart = start === 0 || source[start - 1] === "\n";
  if (!ownsStart) start = at.pos;
  let end = at.end;
  while (isBlank(source[end])) end++;
  if (source[end] === ";") {
    end++;
    while (isBlank(source[end])) end++;
  } else if (source[end] !== "\n" && source[end] !== undefined) end = at.end;
  if (ownsStart && source[end] === "\n") end++;
  return span(start, end);
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}
