import type { Task } from "../ansible/model.js";
import { expectedRuntime } from "../runtime/expected.js";
import { type TimingExpression, timingExpression } from "./timing-expression.js";
import type { TransformOptions } from "./types.js";

/** What is to hold of a task's time limits, as a condition for `that:`, and what it means when it doesn't. */
export interface TimeLimitDemand {
  readonly condition: string;
  readonly otherwise: "poll" | "runtime";
}

/** A condition beyond this many characters is said in another way, so that a line stays below 160 (yamllint). */
const LONG = 125;

/** Off (0 and below), or at least so much. */
function offOrAtLeast(async: string, least: string, above: boolean): string {
  const plain = `${async} <= 0 or ${async} ${above ? ">" : ">="} ${least}`;
  if (plain.length <= LONG) return plain;
  const literal = /^\d+$/.test(least);
  const end = above ? (literal ? String(Number(least) + 1) : `${least} + 1`) : least;
  return `${async} not in range(1, ${end})`;
}

function pollDemand(limit: TimingExpression, poll: TimingExpression): string | undefined {
  const polls = poll.kind === "number" ? [poll.value] : poll.kind === "choice" ? poll.values : undefined;
  const longest = polls === undefined ? undefined : Math.max(...polls);
  if (limit.kind === "expression") {
    if (longest === 0 || (longest !== undefined && limit.atLeast !== undefined && limit.atLeast > longest))
      return undefined;
    const interval = poll.kind === "expression" ? poll.text : longest;
    return interval === undefined ? undefined : offOrAtLeast(limit.text, String(interval), true);
  }
  return limit.kind === "number" && poll.kind === "expression" ? `${limit.value} > ${poll.text}` : undefined;
}

function runtimeDemand(task: Task, limit: TimingExpression, options: TransformOptions): string | undefined {
  const expected = expectedRuntime(task, options.runtime);
  if (limit.kind !== "expression" || !expected.known || expected.by === "category") return undefined;
  if (limit.atLeast !== undefined && limit.atLeast >= expected.seconds) return undefined;
  return offOrAtLeast(limit.text, String(expected.seconds), false);
}

/** What a task demands of its time limits, and the variables that decide them. */
export type TimeLimits =
  | { readonly demands: readonly TimeLimitDemand[]; readonly names: readonly string[] }
  | { readonly unknown: string };

/**
 * What is to hold when a task's job starts, as far as its text does not make sure of it: `async` is above
 * `poll`, and at least the runtime that somebody has stated. 0 and `omit` are read as Ansible reads them.
 */
export function timeLimitDemands(task: Task, options: TransformOptions): TimeLimits {
  const limit = timingExpression(task, "async");
  const poll = timingExpression(task, "poll");
  for (const each of [limit, poll]) if (each.kind === "unknown") return { unknown: each.why };
  const names = [limit, poll].flatMap((each) => (each.kind === "expression" ? each.names : []));
  const demands: TimeLimitDemand[] = [];
  const above = pollDemand(limit, poll);
  if (above !== undefined) demands.push({ condition: above, otherwise: "poll" });
  const enough = runtimeDemand(task, limit, options);
  if (enough !== undefined) demands.push({ condition: enough, otherwise: "runtime" });
  return { demands, names };
}
