import type { Verdict } from "./case.js";
import type { ResultEvent, Stats, TraceEvent } from "./trace.js";

/** A task that ran, was skipped or failed on one host. */
export interface Step {
  readonly task: string;
  readonly isStatus: boolean;
  readonly status: ResultEvent["status"];
}

/** What a run came to on one host. */
export interface HostOutcome {
  readonly verdict: Verdict;
  /** In the order of the results; handlers are marked. */
  readonly steps: readonly Step[];
  /** What debug tasks printed, in order: the values that later tasks read. */
  readonly says: readonly string[];
}

/** What one run of a playbook came to. */
export interface Outcome {
  readonly hosts: ReadonlyMap<string, HostOutcome>;
  /** How many job files the run left behind. */
  readonly jobFiles: number;
  /** Standard output and error, for messages and for the search after secrets. */
  readonly output: string;
}

const STATUS_ACTIONS: readonly string[] = [
  "async_status",
  "ansible.builtin.async_status",
  "ansible.legacy.async_status",
];
const DEBUG_ACTIONS: readonly string[] = ["debug", "ansible.builtin.debug"];

export function hostOutcomes(events: readonly TraceEvent[]): ReadonlyMap<string, HostOutcome> {
  const results = events.filter((event) => event.event === "result");
  const stats = events.find((event) => event.event === "stats")?.hosts ?? {};
  return new Map(
    Object.entries(stats).map(([host, numbers]) => {
      const own = results.filter((result) => result.host === host);
      return [host, { verdict: verdictOf(own, numbers), steps: own.map(stepOf), says: own.flatMap(says) }];
    }),
  );
}

function stepOf(result: ResultEvent): Step {
  const task = result.handler ? `handler: ${result.task}` : result.task;
  return { task, isStatus: STATUS_ACTIONS.includes(result.action), status: result.status };
}

/** What the written role reports is no value of the case's: it holds the job's id. */
const OF_THE_ROLE = "async_task : ";

function says(result: ResultEvent): readonly string[] {
  if (result.task.startsWith(OF_THE_ROLE)) return [];
  if (!DEBUG_ACTIONS.includes(result.action) || result.status !== "ok") return [];
  return [`${result.task}: ${JSON.stringify(result.result.msg)}`];
}

function verdictOf(results: readonly ResultEvent[], stats: Stats): Verdict {
  if (stats.unreachable > 0) return `unreachable at ${lastTask(results, "unreachable")}`;
  if (stats.failures > 0) return `failed at ${lastTask(results, "failed")}`;
  if (stats.rescued > 0) return "rescued";
  return stats.ignored > 0 ? "ignored" : "ok";
}

function lastTask(results: readonly ResultEvent[], status: ResultEvent["status"]): string {
  const last = results.findLast((result) => result.status === status);
  if (last === undefined) return "?";
  return STATUS_ACTIONS.includes(last.action) ? "async_status" : last.task;
}
