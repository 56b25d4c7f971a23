import type { Task } from "../ansible/model.js";
import type { Emittable } from "../yaml/emit.js";
import { isMap, keyText, type YamlEntry, type YamlMap } from "../yaml/tree.js";
import { CannotEdit, type Change, sharedBecause, taskSharedBecause } from "./change.js";

/**
 * Gives a task's module an option that it does not have, where the task's form has its options: in the
 * module's mapping (`shell: {cmd: …}`, `action: {module: shell, …}`), else in `args:`, which is added behind
 * the action where there is none. Ansible merges `args:` with a free form and with `key=value` words, for
 * `action:` and `local_action:` too (parsing/mod_args.py, ModuleArgsParser.parse).
 *
 * @throws CannotEdit where the options are a template, empty, or belong to other tasks too
 */
export function addArgument(change: Change, task: Task, name: string, value: Emittable): Change {
  const { action } = task;
  if (action === undefined) throw new CannotEdit("the task has no action");
  if (action.map !== undefined) {
    refuseShared(task, keyText(action.entry) ?? "");
    return addToMap(change, task, action.map, action.entry, name, value);
  }
  const args = task.keyword("args");
  if (args !== undefined) {
    if (args.value.kind === "scalar" && args.value.value !== null)
      throw new CannotEdit(`its args are the text ${args.value.text}`);
    refuseShared(task, "args");
    if (!isMap(args.value)) throw new CannotEdit("its args are no mapping");
    return addToMap(change, task, args.value, args.entry, name, value);
  }
  const shared = taskSharedBecause(task);
  if (shared !== undefined) throw new CannotEdit(shared);
  return change.addKey(task.file, task.node, ownEntry(task, action.entry), "args", { [name]: value });
}

/** The entry to put a new key behind: the one meant, or the task's last where that one is merged in. */
export function ownEntry(task: Task, entry: YamlEntry): YamlEntry {
  const own = task.node.entries.includes(entry) ? entry : task.node.entries.at(-1);
  if (own === undefined) throw new CannotEdit("the task has no keys of its own");
  return own;
}

function addToMap(
  change: Change,
  task: Task,
  map: YamlMap,
  holder: YamlEntry,
  name: string,
  value: Emittable,
): Change {
  const last = map.entries.at(-1);
  return last === undefined
    ? change.setValue(task.file, holder, { [name]: value })
    : change.addKey(task.file, map, last, name, value);
}

function refuseShared(task: Task, key: string): void {
  const keyword = task.keyword(key);
  const shared = keyword === undefined ? undefined : sharedBecause(task, keyword);
  if (shared !== undefined) throw new CannotEdit(shared);
}
