import { expressionsIn } from "../ansible/expressions.js";
import type { Keyword, Task } from "../ansible/model.js";
import { readNames } from "../jinja/names.js";
import { type Emittable, Verbatim } from "../yaml/emit.js";
import type { YamlNode } from "../yaml/tree.js";
import { CannotEdit } from "./change.js";
import { type Rename, renamedCondition } from "./copied.js";

/** Conditions of a task that may read its own result. */
export const RESULT_CONDITIONS = ["changed_when", "failed_when"] as const;
export type ResultCondition = (typeof RESULT_CONDITIONS)[number];

/** Does a condition of the task read the task's own result, which a launch does not have? */
export function readsOwnResult(task: Task, key: string): boolean {
  const register = task.text("register");
  return (
    register !== undefined &&
    expressionsIn(task).some(
      (each) => each.keyword === key && readNames(each.node).some((read) => read.root === register),
    )
  );
}

function conditionText(node: YamlNode): string {
  if (node.kind === "scalar") return node.text.trim();
  if (node.kind !== "seq") throw new CannotEdit("a condition is neither text nor a list");
  return node.items.map((item) => `(${conditionText(item.value)})`).join(" and ");
}

/** A condition that does not read the result, for the status task too. */
export function copiedCondition(keyword: Keyword, source: string, item: Rename | undefined): Emittable {
  const whole = new Verbatim(keyword.entry.value, source);
  if (item === undefined) return whole;
  if (keyword.value.kind === "seq")
    return keyword.value.items.map(({ value }) => renamedCondition(conditionText(value), item));
  return keyword.value.kind === "scalar" && typeof keyword.value.value !== "string"
    ? whole
    : renamedCondition(conditionText(keyword.value), item);
}

/** Actions whose result has an `rc` once the program has ended, and none when `async` killed it. */
const WITH_RC: ReadonlySet<string> = new Set([
  "command",
  "shell",
  "raw",
  "script",
  "win_command",
  "win_shell",
]);

/** Does the task's result have an `rc` and the output of a program? */
export function hasReturnCode(task: Task): boolean {
  return WITH_RC.has(task.action?.short ?? "");
}

/**
 * A condition that reads the result, for the status task that registers under the same name.
 *
 * Every attempt evaluates it, before the job has an rc too. `failed_when` overrules Ansible's own verdict,
 * so a budget that runs out and a job that was killed have to count as failures in it (measured: with
 * `x is finished and …` both pass as OK).
 *
 * @param item how the status task names the loop's item, where the launch is looped
 */
export function guardedCondition(
  key: ResultCondition,
  keyword: Keyword,
  task: Task,
  register: string,
  item: Rename | undefined,
): Emittable {
  const written = conditionText(keyword.value);
  const text = item === undefined ? written : renamedCondition(written, item);
  if (written.includes("{{") || text.includes("{%")) throw new CannotEdit(`${key} is a template`);
  if (key === "changed_when") return `${register} is finished and (${text})`;
  const killed = hasReturnCode(task) ? ` or ${register}.rc is not defined` : "";
  return `${register} is not finished${killed} or (${text})`;
}
