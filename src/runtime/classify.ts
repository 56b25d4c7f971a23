import { taskScript } from "../ansible/commands.js";
import type { Task } from "../ansible/model.js";
import type { Script, ShellCommand } from "../shell/types.js";
import { matchesWildcard } from "../text/wildcard.js";
import type { RuntimeKnowledge } from "./knowledge.js";
import { CLOUD_COLLECTIONS } from "./modules.js";
import { LAUNCHERS, type ProgramRule } from "./programs.js";
import { firstRule } from "./rules.js";

/** What kind of work a task does, and what tells. */
export interface Classified {
  readonly category: string;
  /** For messages: `psql`, `the module get_url`. */
  readonly because: string;
}

/**
 * The category of a task: from the config's rules, its module, or the programs its command runs.
 * Undefined where the work is of several kinds or of none that is known: better no poll than a wrong one.
 */
export function classify(task: Task, knowledge: RuntimeKnowledge): Classified | undefined {
  const rule = firstRule(knowledge.rules, task, "category");
  if (rule !== undefined) return { category: rule.category, because: rule.says };
  const written = taskScript(task);
  if (written !== undefined) return ofScript(written.script, knowledge);
  return task.action === undefined ? undefined : ofModule(task.action.module, task.action.short, knowledge);
}

function ofModule(module: string, short: string, knowledge: RuntimeKnowledge): Classified | undefined {
  const category =
    knowledge.modules.get(module) ?? knowledge.modules.get(short) ?? byPattern(short, knowledge.modules);
  if (category !== undefined) return { category, because: `the module ${short}` };
  return CLOUD_COLLECTIONS.some((prefix) => module.startsWith(prefix))
    ? { category: "network", because: `the module ${module}` }
    : undefined;
}

function byPattern(name: string, table: ReadonlyMap<string, string>): string | undefined {
  for (const [pattern, category] of table) {
    if (pattern.includes("*") && matchesWildcard(pattern, name)) return category;
  }
  return undefined;
}

/**
 * All commands that are not neutral have to agree; only file work steps back behind the others (`pg_dump |
 * gzip` is a database's dump). One command that is not known leaves the script unknown.
 */
function ofScript(script: Script, knowledge: RuntimeKnowledge): Classified | undefined {
  const kinds = new Map<string, string>();
  for (const command of script.commands) {
    if (script.functions.includes(command.program) || command.words.length === 0) continue;
    const found = ofCommand(command, knowledge.programs);
    if (found === undefined) return undefined;
    if (found.category !== "neutral" && !kinds.has(found.category)) kinds.set(found.category, found.because);
  }
  if (kinds.size > 1) kinds.delete("file");
  const [only, ...others] = kinds;
  return only === undefined || others.length > 0 ? undefined : { category: only[0], because: only[1] };
}

function ofCommand(command: ShellCommand, rules: readonly ProgramRule[]): Classified | undefined {
  const { program, args } = launched(command);
  const rule = rules.find(
    (each) =>
      named(each.program, program) &&
      (each.when === undefined || each.when.some((word) => args.some((arg) => fitsWord(word, arg)))),
  );
  return rule === undefined ? undefined : { category: rule.category, because: program };
}

function named(pattern: string, program: string): boolean {
  return pattern === program || (pattern.includes("*") && matchesWildcard(pattern, program));
}

/** The category of one command; `neutral` for a helper, undefined for a program that is not known. */
export function programCategory(command: ShellCommand, rules: readonly ProgramRule[]): string | undefined {
  return ofCommand(command, rules)?.category;
}

/** A word of a rule without a dash does not match an option: `*:*` is no `--chown=a:b`. */
function fitsWord(word: string, arg: string): boolean {
  return word.startsWith("-") === arg.startsWith("-") && matchesWildcard(word, arg);
}

/** `python3 manage.py migrate` is about manage.py: the program behind a launcher, and its arguments. */
function launched({ program, args }: ShellCommand): {
  readonly program: string;
  readonly args: readonly string[];
} {
  const launcher = LAUNCHERS.get(program);
  if (launcher === undefined) return { program, args };
  const from = launcher.behind === undefined ? 0 : args.indexOf(launcher.behind) + 1;
  if (launcher.behind !== undefined && from === 0) return { program, args };
  const rest = args.slice(from);
  const at = rest.findIndex((arg) => !arg.startsWith("-"));
  const script = rest[at];
  if (script === undefined) return { program, args };
  return { program: script.slice(script.lastIndexOf("/") + 1), args: rest.slice(at + 1) };
}
