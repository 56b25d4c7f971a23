import type { Task } from "../ansible/model.js";
import type { Project } from "../ansible/project.js";
import { type TimingKey, timing } from "../ansible/timing.js";
import type { Deciding } from "../jinja/numbers.js";
import { followVariable } from "./follow.js";

/** What the value of a keyword comes to at the least in a real run; undefined where that can't be told. */
export function secondsOf(
  deciding: Deciding,
  task: Task,
  key: TimingKey,
  project: Project,
): number | undefined {
  switch (deciding.kind) {
    case "constant":
      return deciding.value;
    case "ternary":
      return secondsOf(deciding.whenRun, task, key, project);
    case "sum": {
      const rest = secondsOf(deciding.rest, task, key, project);
      if (rest !== undefined) return deciding.constant.value + rest;
      // What is added can only make it more: for the time of a job a lower bound will do, for that of a wait not.
      return key === "async" ? deciding.constant.value : undefined;
    }
    case "variable":
      return deciding.variable.path.length === 0
        ? ofVariable(deciding.variable.root, undefined, task, key, project)
        : undefined;
    case "default": {
      const fallback = secondsOf(deciding.fallback, task, key, project);
      return deciding.variable.path.length === 0
        ? ofVariable(deciding.variable.root, fallback, task, key, project)
        : fallback;
    }
    default:
      return undefined;
  }
}

/** @param fallback what counts where the variable is not defined */
function ofVariable(
  name: string,
  fallback: number | undefined,
  task: Task,
  key: TimingKey,
  project: Project,
): number | undefined {
  const followed = followVariable(name, task, key, project);
  if (followed.kind === "undefined") return fallback;
  const values = followed.kind === "literal" ? [followed.value] : followed.values;
  if (values.length === 0) return undefined;
  return Math.min(...values, ...(followed.everywhere || fallback === undefined ? [] : [fallback]));
}

/**
 * The seconds that a task's `async` comes to at the least in a real run, variables followed to their
 * literal definitions; undefined where that can't be told.
 */
export function asyncSeconds(task: Task, project: Project): number | undefined {
  return leastNumber(task, "async", project);
}

/** What `async`, `poll`, `retries` or `delay` of a task comes to at the least, in the same way. */
export function leastNumber(task: Task, key: TimingKey, project: Project): number | undefined {
  const time = timing(task, key);
  if (time.kind === "number") return time.value;
  return time.kind === "template" ? secondsOf(time.deciding, task, key, project) : undefined;
}
