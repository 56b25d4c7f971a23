import { ACTIONS_WITHOUT_ASYNC } from "./actions-without-async.js";
import { isBuiltin, shortName } from "./builtin-modules.js";
import type { Task } from "./model.js";

/**
 * Task-like actions that no plugin runs: the strategy or the parser does, and neither knows async.
 * `include_*` refuses the keyword (playbook/task_include.py, VALID_INCLUDE_KEYWORDS), `import_*` and `meta`
 * take it and ignore it.
 */
const NOT_RUN_BY_A_PLUGIN: readonly string[] = [
  "include",
  "include_role",
  "include_tasks",
  "import_role",
  "import_tasks",
  "import_playbook",
  "meta",
];

/** Can the task's action run asynchronously, as far as ansible-core's own plugins are concerned? */
export function supportsAsync(task: Task): boolean {
  const { action } = task;
  if (action === undefined) return false;
  const name = shortName(action.module);
  if (!isBuiltin(action.module, name)) return true;
  return !ACTIONS_WITHOUT_ASYNC.has(name) && !NOT_RUN_BY_A_PLUGIN.includes(name);
}
