import { ACTIONS_WITHOUT_ASYNC, type CoreLine, KEYWORDS_WITHOUT_ASYNC } from "./actions-without-async.js";
import { isBuiltin, shortName } from "./builtin-modules.js";
import type { Block, Task } from "./model.js";

/** What becomes of `async` on a task or block, as far as ansible-core's own plugins are concerned. */
export type AsyncEffect =
  | { readonly kind: "runs" }
  /** The task fails as soon as it runs, on these lines of ansible-core. */
  | { readonly kind: "fails"; readonly on: readonly CoreLine[] }
  /** The keyword is not valid there: the file does not load. */
  | { readonly kind: "refused" }
  /** What it runs runs in the foreground. */
  | { readonly kind: "ignored" };

const RUNS: AsyncEffect = { kind: "runs" };

/** What becomes of `async` there. A task without an action, which Ansible refuses to load, counts as one that runs. */
export function effectOfAsync(item: Task | Block): AsyncEffect {
  const module = item.kind === "block" ? "block" : item.action?.module;
  const name = module === undefined ? "" : shortName(module);
  if (module === undefined || !isBuiltin(module, name)) return RUNS;
  const effect = KEYWORDS_WITHOUT_ASYNC.get(name);
  if (effect !== undefined) return { kind: effect };
  const on = ACTIONS_WITHOUT_ASYNC.get(name);
  return on === undefined ? RUNS : { kind: "fails", on };
}

/** Can the task's action run asynchronously, on every line of ansible-core that is looked at? */
export function supportsAsync(task: Task): boolean {
  return task.action !== undefined && effectOfAsync(task).kind === "runs";
}
