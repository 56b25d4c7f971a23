import { posix } from "node:path";
import { shortName } from "../ansible/builtin-modules.js";
import { taskScript } from "../ansible/commands.js";
import type { Task } from "../ansible/model.js";
import { matchesWildcard } from "../text/wildcard.js";
import type { RuntimeRule } from "./knowledge.js";

function fits(rule: RuntimeRule, task: Task): boolean {
  const { name, module, command, file } = rule.match;
  if (name !== undefined && !matchesWildcard(name.toLowerCase(), task.label.toLowerCase())) return false;
  if (module !== undefined && !fitsModule(module, task)) return false;
  if (command !== undefined && !fitsCommand(command, task)) return false;
  return file === undefined || matchesWildcard(file.pattern, posix.resolve(file.pathsFrom, task.file.path));
}

function fitsModule(pattern: string, task: Task): boolean {
  const written = task.action?.module;
  return (
    written !== undefined &&
    (matchesWildcard(pattern, written) || matchesWildcard(pattern, shortName(written)))
  );
}

function fitsCommand(pattern: string, task: Task): boolean {
  const script = taskScript(task)?.script;
  return (
    script !== undefined &&
    (script.commands.some((each) => matchesWildcard(pattern, each.program)) ||
      matchesWildcard(pattern, script.text.trim()))
  );
}

/** The first rule that fits a task and says what is asked for. */
export function firstRule<Key extends "expected" | "category">(
  rules: readonly RuntimeRule[],
  task: Task,
  key: Key,
): (RuntimeRule & { readonly [K in Key]: NonNullable<RuntimeRule[K]> }) | undefined {
  return rules.find(
    (rule): rule is RuntimeRule & { readonly [K in Key]: NonNullable<RuntimeRule[K]> } =>
      rule[key] !== undefined && fits(rule, task),
  );
}
