import { isMap, type YamlMap, type YamlNode } from "../yaml/tree.js";
import { isBuiltin } from "./builtin-modules.js";
import { effectiveKeywords, type Task } from "./model.js";

/** The effective entries of a value that is a mapping, by key. */
function entriesOf(value: YamlNode | undefined, task: Task): readonly (readonly [string, YamlNode])[] {
  if (!isMap(value)) return [];
  return effectiveKeywords(value, task.document).map((keyword) => [keyword.key, keyword.value] as const);
}

/**
 * The value of a variable in the `vars:` of a task, of the blocks around it or of its play, where it is a
 * scalar. Templates are given as they are written.
 */
export function localVariable(task: Task, name: string): string | undefined {
  for (const at of [task, ...task.parents]) {
    const found = entriesOf(at.value("vars"), task).find(([key]) => key === name)?.[1];
    if (found !== undefined) return found.kind === "scalar" ? found.text : undefined;
  }
  return undefined;
}

function defaultExecutable(map: YamlMap, task: Task): string | undefined {
  for (const [module, defaults] of entriesOf(map, task)) {
    const option = isBuiltin(module, "shell")
      ? entriesOf(defaults, task).find(([key]) => key === "executable")
      : undefined;
    if (option?.[1].kind === "scalar") return option[1].text;
  }
  return undefined;
}

/**
 * The program that a `shell` task names to run its script: its option `executable` in any form, a
 * `module_defaults` for it, or `ansible_shell_executable` in the `vars` at or around the task.
 *
 * @returns undefined where none is named, so that the script runs in /bin/sh (module_utils/basic.py,
 * AnsibleModule.run_command, 2.14 to 2.19), unless an inventory or ansible.cfg says otherwise
 */
export function namedExecutable(task: Task): string | undefined {
  const merged = entriesOf(task.value("args"), task).find(([key]) => key === "executable")?.[1];
  const own = task.action?.options.get("executable");
  if (own !== undefined || merged?.kind === "scalar")
    return own ?? (merged?.kind === "scalar" ? merged.text : undefined);
  for (const at of [task, ...task.parents]) {
    const defaults = at.value("module_defaults");
    const named = isMap(defaults) ? defaultExecutable(defaults, task) : undefined;
    if (named !== undefined) return named;
  }
  return localVariable(task, "ansible_shell_executable");
}

const WINDOWS_CONNECTIONS: ReadonlySet<string> = new Set(["winrm", "psrp"]);
const WINDOWS_SHELLS: ReadonlySet<string> = new Set(["powershell", "cmd"]);

/**
 * Does the task evidently run on Windows: by its connection, by its shell, or because the tasks of its file
 * run modules of Windows and nothing sets this one apart?
 */
export function targetsWindows(task: Task): boolean {
  if (task.action?.short.startsWith("win_") === true) return true;
  const keyword = task.inherited("connection")?.keyword.value;
  const connection = keyword?.kind === "scalar" ? keyword.text : localVariable(task, "ansible_connection");
  if (connection !== undefined) return WINDOWS_CONNECTIONS.has(connection);
  const shell = localVariable(task, "ansible_shell_type");
  if (shell !== undefined) return WINDOWS_SHELLS.has(shell);
  if (task.inherited("delegate_to") !== undefined || task.inherited("when") !== undefined) return false;
  return task.file
    .tasks()
    .all.some((other) => other.play === task.play && other.action?.short.startsWith("win_") === true);
}
