import type { Task } from "../ansible/model.js";
import type { Project } from "../ansible/project.js";
import { timing } from "../ansible/timing.js";
import type { Deciding } from "../jinja/numbers.js";
import { followVariable } from "./follow.js";

function secondsOf(deciding: Deciding, task: Task, project: Project): number | undefined {
  switch (deciding.kind) {
    case "constant":
      return deciding.value;
    case "ternary":
      return secondsOf(deciding.whenRun, task, project);
    case "sum":
      // What is added to it can only make it more: a lower bound is what a comparison needs.
      return deciding.constant.value;
    case "variable":
    case "default": {
      const followed =
        deciding.variable.path.length === 0
          ? followVariable(deciding.variable.root, task, "async", project)
          : undefined;
      if (followed?.kind === "literal") return followed.value;
      if (followed?.kind === "fixed")
        return followed.values.length > 0 ? Math.min(...followed.values) : undefined;
      return deciding.kind === "default" ? secondsOf(deciding.fallback, task, project) : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * The seconds that a task's `async` comes to at the least in a real run, variables followed to their
 * literal definitions; undefined where that can't be told.
 */
export function asyncSeconds(task: Task, project: Project): number | undefined {
  const limit = timing(task, "async");
  if (limit.kind === "number") return limit.value;
  return limit.kind === "template" ? secondsOf(limit.deciding, task, project) : undefined;
}
