import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TraceEvent } from "./trace.js";

/**
 * Counts the job files that a run left behind, and removes them.
 *
 * @param folder the run's own job folder; files below it count, and so does each `results_file` of the trace
 *   (a `no_log` task's result doesn't name its file, so the folder is needed too)
 */
export function takeJobFiles(folder: string, events: readonly TraceEvent[]): number {
  const own = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const named = events.flatMap((event) =>
    "result" in event && typeof event.result.results_file === "string" ? [event.result.results_file] : [],
  );
  const left = [...new Set([...own, ...named])].filter((file) => existsSync(file));
  for (const file of left) rmSync(file, { force: true });
  return left.length;
}
