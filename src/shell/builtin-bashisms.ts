import {
  BASH_TEST_OPERATORS,
  BASH_TRAPS,
  DASH_OPTIONS,
  DASH_SET_LETTERS,
  DASH_SET_NAMES,
} from "./bashism-table.js";
import type { ShellWord } from "./types.js";

type Rule = (args: readonly ShellWord[]) => string | undefined;

/** Builtins that dash has too, called in a way that only bash understands. */
const RULES: Readonly<Record<string, Rule>> = {
  set: setBashism,
  "[": testBashism,
  test: testBashism,
  trap: (args) => optionBashism("trap", args) ?? trapBashism(args),
  kill: killBashism,
  // "read: arg count": bash would fill $REPLY.
  read: (args) => optionBashism("read", args) ?? (args.every(isOption) ? "read without a name" : undefined),
  // dash answers "invalid directive" to `%q` and `%(%F)T`.
  printf: (args) =>
    optionBashism("printf", args) ?? (/%(q|\()/.test(args[0]?.text ?? "") ? "printf %q" : undefined),
  unset: (args) =>
    optionBashism("unset", args) ?? (args.some((arg) => arg.text.includes("[")) ? "an array" : undefined),
};

/** @param args the words after the builtin's name */
export function builtinBashism(name: string, args: readonly ShellWord[]): string | undefined {
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  return rule === undefined ? optionBashism(name, args) : rule(args);
}

function isPlain(word: ShellWord): boolean {
  return !word.templated && !word.expands;
}

function isOption(word: ShellWord): boolean {
  return isPlain(word) && /^-./.test(word.text);
}

/** An option that dash's builtin does not take. Only the options before the first operand count. */
function optionBashism(name: string, args: readonly ShellWord[]): string | undefined {
  const known = Object.hasOwn(DASH_OPTIONS, name) ? DASH_OPTIONS[name] : undefined;
  if (known === undefined) return undefined;
  for (const arg of args) {
    if (!isOption(arg) || (arg.text === "--" && name !== "exec")) return undefined;
    const unknown = [...arg.text.slice(1)].find((letter) => !known.includes(letter));
    if (unknown !== undefined) return `${name} ${arg.text}`;
    if (name === "read" && arg.text.endsWith("p")) return undefined;
  }
  return undefined;
}

/** `set -euo pipefail`: each `o` in a bundle takes a word behind it. */
function setBashism(args: readonly ShellWord[]): string | undefined {
  for (let index = 0; index < args.length; index++) {
    const arg = args[index];
    if (arg === undefined || !isPlain(arg) || !/^[-+]./.test(arg.text) || arg.text === "--") return undefined;
    for (const letter of arg.text.slice(1)) {
      if (!DASH_SET_LETTERS.includes(letter)) return `set ${arg.text}`;
      if (letter !== "o") continue;
      const name = args[++index];
      if (name !== undefined && isPlain(name) && !DASH_SET_NAMES.has(name.text)) return `set -o ${name.text}`;
    }
  }
  return undefined;
}

function testBashism(args: readonly ShellWord[]): string | undefined {
  const operator = args.find(
    (arg, index) =>
      !arg.quoted &&
      isPlain(arg) &&
      BASH_TEST_OPERATORS.has(arg.text) &&
      // `[ x = -v ]` compares with a word.
      !["=", "!="].includes(args[index - 1]?.text ?? ""),
  );
  return operator && `[ ${operator.text} ]`;
}

function trapBashism(args: readonly ShellWord[]): string | undefined {
  const condition = args.slice(1).find((arg) => BASH_TRAPS.has(arg.text) || /^SIG[A-Z]+$/.test(arg.text));
  return condition && `trap … ${condition.text}`;
}

/** dash's `kill` knows TERM, and not SIGTERM. */
function killBashism(args: readonly ShellWord[]): string | undefined {
  const signal = args.find(
    (arg, index) => /^-SIG/.test(arg.text) || (/^SIG/.test(arg.text) && args[index - 1]?.text === "-s"),
  );
  return signal && `kill ${signal.text}`;
}
