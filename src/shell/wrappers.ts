import type { Span } from "../text/span.js";
import { readSeconds } from "./duration.js";
import { MAX_WRAPPERS } from "./limits.js";
import { literal, type Piece } from "./pieces.js";
import type { Wrapper } from "./types.js";
import { across, baseName, type PiecedWord } from "./words.js";
import { WRAPPERS, type WrapperSpec } from "./wrapper-table.js";

/** A command with its wrappers taken off. */
export interface Unwrapped {
  readonly wrappers: readonly Wrapper[];
  /** What is left: the program and its arguments. Empty when a script is what was wrapped. */
  readonly words: readonly PiecedWord[];
  /** The `A=b` words that `env` and `sudo` took. */
  readonly assignments: readonly PiecedWord[];
  /** The script that `bash -c`, `ssh`, … was given. */
  readonly script: readonly Piece[] | undefined;
}

/** What a wrapper was given. */
interface Call {
  /** The index of the first word of the command, or of the words that make a script. */
  readonly command: number;
  readonly script?: PiecedWord;
  readonly operands: readonly PiecedWord[];
  readonly assignments: readonly PiecedWord[];
}

/** Takes off `sudo`, `env`, `timeout 30`, … one after the other, as the table tells; MAX_WRAPPERS at the most. */
export function unwrap(command: readonly PiecedWord[]): Unwrapped {
  const wrappers: Wrapper[] = [];
  const assignments: PiecedWord[] = [];
  let words = command;
  for (;;) {
    const found = wrappers.length < MAX_WRAPPERS ? unwrapOnce(words) : undefined;
    if (found === undefined) return { wrappers, words, assignments, script: undefined };
    wrappers.push(found.wrapper);
    assignments.push(...found.assignments);
    if (found.script !== undefined) return { wrappers, words: [], assignments, script: found.script };
    words = words.slice(found.command);
  }
}

function unwrapOnce(words: readonly PiecedWord[]) {
  const program = words[0];
  if (program === undefined) return undefined;
  const name = baseName(program);
  for (const spec of WRAPPERS) {
    if (!spec.names.includes(name)) continue;
    const call = scriptCall(spec, words) ?? wordsCall(spec, words);
    if (call === undefined) continue;
    const script = call.script?.pieces ?? (spec.joins ? joined(words.slice(call.command)) : undefined);
    const own = script === undefined ? words.slice(0, call.command) : words;
    return { ...call, script, wrapper: wrapper(spec, name, across(own), call.operands) };
  }
  return undefined;
}

function wrapper(spec: WrapperSpec, name: string, at: Span, operands: readonly PiecedWord[]): Wrapper {
  const seconds = spec.limits ? literalSeconds(operands[0]) : undefined;
  return { name, span: at, place: spec.place ?? "here", ...(seconds !== undefined && { seconds }) };
}

function literalSeconds(word: PiecedWord | undefined): number | undefined {
  return word === undefined || word.templated || word.expands ? undefined : readSeconds(word.text);
}

/** `bash -c '…'`, or undefined. */
function scriptCall(spec: WrapperSpec, words: readonly PiecedWord[]): Call | undefined {
  if (spec.script === undefined) return undefined;
  const operands: PiecedWord[] = [];
  for (let index = 1; index < words.length; index++) {
    const word = words[index];
    if (word === undefined || word.text === "--") return undefined;
    if (/^(-[A-Za-z]*c|--command)$/.test(word.text)) {
      const script = words[index + 1];
      return script && { command: words.length, script, operands, assignments: [] };
    }
    if (spec.valued?.includes(word.text)) index++;
    else if (!isOption(word)) operands.push(word);
    if (operands.length > spec.script.operands) return undefined;
  }
  return undefined;
}

/** `timeout 30 cmd …`, or undefined when the words run no other command. */
function wordsCall(spec: WrapperSpec, words: readonly PiecedWord[]): Call | undefined {
  if (spec.script !== undefined && !spec.script.orWords) return undefined;
  const operands: PiecedWord[] = [];
  const assignments: PiecedWord[] = [];
  let verb = spec.verbs === undefined;
  let dashes = false;
  for (let index = 1; index < words.length; index++) {
    const word = words[index];
    if (word === undefined) break;
    if (!dashes && word.text === "--") dashes = true;
    else if (!dashes && isOption(word)) {
      if (spec.unless?.includes(word.text)) return undefined;
      if (spec.valued?.includes(word.text)) index++;
    } else if (!verb) {
      if (!spec.verbs?.includes(word.text)) return undefined;
      verb = true;
    } else if (spec.assigns && ASSIGNMENT.test(word.text)) assignments.push(word);
    else if (spec.needsDashes ? !dashes : operands.length < (spec.operands ?? 0)) operands.push(word);
    else return { command: index, operands, assignments };
  }
  return undefined;
}

const ASSIGNMENT = /^[A-Za-z_]\w*=/;

/** `-` alone counts as one: to `su` it is one (`su - user`), and no wrapper has it as an operand. */
function isOption(word: PiecedWord): boolean {
  return /^[-+]/.test(word.text);
}

/** The words as `ssh` and `eval` see them: after quote removal, joined by blanks. */
function joined(words: readonly PiecedWord[]): readonly Piece[] {
  return words.flatMap((word, index) =>
    index === 0 ? word.pieces : [literal(" ", word.span.start, word.span.start), ...word.pieces],
  );
}
