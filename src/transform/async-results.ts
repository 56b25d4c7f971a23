import type { TaskExpression } from "../ansible/expressions.js";
import { expressionsIn } from "../ansible/expressions.js";
import { loopVariable } from "../ansible/file-reads.js";
import type { Block, Play, Task } from "../ansible/model.js";
import { isAsyncStatus, type Scope } from "../ansible/scope.js";
import { jobMode } from "../ansible/timing.js";
import type { Known, ResultPath } from "../jinja/finished-form.js";
import { readNames } from "../jinja/names.js";

function givesAsyncResult(task: Task): boolean {
  return isAsyncStatus(task) || (task.has("async") && jobMode(task) !== "sync");
}

/** Does a register hold the result of an async task or of async_status where a task reads it? */
function holdsAsyncResult(name: string, reader: Task | Block | Play, scope: Scope): boolean {
  const registering = scope.registering(name);
  // A task's own conditions read its own result; else the last one before it in the file counts.
  const nearest = registering
    .filter((task) => task === reader || (task.file === reader.file && task.span.start < reader.span.start))
    .at(-1);
  if (nearest !== undefined) return givesAsyncResult(nearest);
  return registering.length > 0 && registering.every(givesAsyncResult);
}

/** The registers whose items a looped task goes through: `loop: "{{ x.results }}"`. */
function loopedOver(reader: Task | Block | Play): readonly string[] {
  if (reader.kind !== "task") return [];
  return expressionsIn(reader)
    .filter((each) => each.keyword === "loop" || each.keyword.startsWith("with_"))
    .flatMap((each) => readNames(each.node))
    .filter((read) => read.path[0] === "results")
    .map((read) => read.root);
}

/** The rest of a path once the steps that lead from a looped task's register to one item are off. */
function isOneResult(path: ResultPath): boolean {
  const [, first, second, ...rest] = path;
  if (path.length === 1) return true;
  return first === "results" && second !== undefined && rest.length === 0;
}

/** Which paths in an expression of a task hold async results. */
export function knownResults(reader: Task | Block | Play, expression: TaskExpression, scope: Scope): Known {
  const items = loopedOver(reader);
  return {
    isAsyncResult: (path) => {
      const [root] = path;
      if (typeof root !== "string") return false;
      if (reader.kind === "task" && root === loopVariable(reader) && path.length === 1 && items.length > 0) {
        return items.every((name) => holdsAsyncResult(name, reader, scope));
      }
      return isOneResult(path) && holdsAsyncResult(root, reader, scope);
    },
    // Its action plugin sets both fields of what it returns (plugins/action/async_status.py, 2.14 to 2.19).
    hasFields: (path) =>
      reader.kind === "task" &&
      isAsyncStatus(reader) &&
      path.length === 1 &&
      path[0] === reader.text("register") &&
      expression.keyword !== "when",
  };
}
