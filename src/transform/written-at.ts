import type { Task } from "../ansible/model.js";
import type { Span } from "../text/span.js";

/**
 * Where a task itself says a keyword: its value, or the alias or merge key that the value comes by. The
 * value's own place may be in another task.
 */
export function writtenAt(task: Task, key: string): Span {
  const keyword = task.keyword(key);
  switch (keyword?.origin) {
    case "own":
    case "alias":
      return keyword.entry.value.span;
    case "merge":
      return (
        task.node.entries.find((entry) => entry.key.kind === "scalar" && entry.key.text === "<<") ?? task.node
      ).span;
    case undefined:
      return task.node.span;
  }
}
