import { loopVariable } from "../ansible/file-reads.js";
import type { Task } from "../ansible/model.js";
import { isLooped } from "../ansible/scope.js";
import { readNames } from "../jinja/names.js";
import { parseTemplate } from "../jinja/template.js";
import { isMap, keyText } from "../yaml/tree.js";
import type { Rename } from "./copied.js";

/**
 * How a task that goes through the results of a looped launch names the launch's item: each result has it
 * under the name of the launch's loop variable (executor/task_executor.py).
 *
 * @param item the loop variable of that task
 * @returns undefined where the launch is not looped
 */
export function itemOfResult(launch: Task, item: string): Rename | undefined {
  return isLooped(launch) ? { from: loopVariable(launch), to: `${item}.${loopVariable(launch)}` } : undefined;
}

/** Variables of a loop that its results do not carry (playbook/loop_control.py: `index_var`, `extended`). */
export function loopOnlyNames(launch: Task): readonly string[] {
  const control = launch.value("loop_control");
  const entry = isMap(control) ? control.entries.find((each) => keyText(each) === "index_var") : undefined;
  return entry?.value.kind === "scalar" ? ["ansible_loop", entry.value.text] : ["ansible_loop"];
}

/** A looped task's name without the templates that only its loop can fill. */
export function nameOutsideLoop(launch: Task): string {
  if (!isLooped(launch)) return launch.label;
  const own = new Set([loopVariable(launch), ...loopOnlyNames(launch)]);
  let name = launch.label;
  for (const part of parseTemplate(name).parts.toReversed()) {
    if (part.kind !== "output" || !part.parsed.ok) continue;
    if (readNames(part.parsed.node).some(({ root }) => own.has(root)))
      name = name.slice(0, part.span.start) + name.slice(part.span.end);
  }
  return name;
}
