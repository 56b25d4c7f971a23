/**
 * Raises `async` to 3 times the expected runtime.
 *
 * ## What it does
 * `async` is the number of seconds after which Ansible kills the job. Where it is below 3 times the time
 * that the job is expected to take, it becomes just that. It is never lowered, and `async: 0` (not
 * asynchronous) stays.
 *
 * The expected runtime comes from the first of these that knows it: a comment on the task
 * (`# async-fix: expected=20m`), the rules in `.async-fix.yml`, `--expected`, and the runtime assumed for
 * the task's category (database and system update 20m, network 5m, file 2m), which the finding calls assumed.
 *
 * A number in quotes stays in quotes. In a template the number that decides is raised where it stands:
 * `{{ 2 * 60 * 60 }}`, `{{ x | default(1800) }}`, `{{ ansible_check_mode | ternary(0, 1000) }}`. A variable
 * is followed to its definition and raised there.
 *
 * ## Why
 * A job that is killed by `async` fails with "async task did not complete within the requested time"
 * however healthy it was. The usual cause is a number that was guessed from one quick run.
 *
 * ## Example
 * ```yaml
 * - name: Run database migration
 *   ansible.builtin.command: alembic upgrade head
 *   async: 120
 *   poll: 30
 * ```
 * ## Use instead
 * ```yaml
 * - name: Run database migration
 *   ansible.builtin.command: alembic upgrade head
 *   async: 3600
 *   poll: 30
 * ```
 * ## Safety
 * Safe: a job that ends in time does the same as before. A job that hangs is killed later.
 *
 * ## When it refuses
 * - Nobody says how long the job takes, and its category is not known.
 * - The task reboots or shuts down its host, or its module ties `async` to something else
 *   (`iptables_state` rolls back by it).
 * - A `sleep` that is longer than `async`: a test of the time-out itself.
 * - The variable behind `async` is not a literal, is defined more than once or outside the given paths, or
 *   is read for something else too; the refusal names the place.
 * - `async` is calculated from a limit that the task's own arguments carry too.
 * - The value belongs to an anchor that other tasks use.
 */
import {
  ASYNC_TIED_MODULES,
  expectedRuntime,
  type Finding,
  isSuppressed,
  jobMode,
  knownNumber,
  type Project,
  raiseTiming,
  rebootsHost,
  SAFETY_FACTOR,
  staleNote,
  supportsAsync,
  type Task,
  type Transform,
  type TransformOptions,
  taskScript,
  timing,
  writtenAt,
} from "../src/index.js";

/** Seconds that `async` must come to, where the runtime is known. */
function needed(task: Task, options: TransformOptions): number | undefined {
  const expected = expectedRuntime(task, options.runtime);
  return expected.known ? SAFETY_FACTOR * expected.seconds : undefined;
}

/** Why this task's `async` must not be raised at all. */
function untouchable(task: Task): string | undefined {
  if (rebootsHost(task))
    return "it reboots or shuts down its host: no async is long enough, and none is needed";
  if (!supportsAsync(task))
    return `${task.action?.module ?? "it"} can't run asynchronously: async does nothing here, or fails the task`;
  const tied = ASYNC_TIED_MODULES.get(task.action?.short ?? "");
  if (tied !== undefined) return tied;
  return sleepsPastItsLimit(task) ? "it sleeps longer than async allows: a test of the time-out" : undefined;
}

/** A command that is only `sleep N` with N at or above `async`: it is meant to be killed. */
function sleepsPastItsLimit(task: Task): boolean {
  const commands = taskScript(task)?.script.commands ?? [];
  const limit = knownNumber(timing(task, "async"));
  const slept = commands.every((command) => command.program === "sleep")
    ? commands.map((command) => Number(command.args[0]))
    : [];
  return limit !== undefined && slept.length > 0 && slept.reduce((sum, each) => sum + each, 0) >= limit;
}

/** Why another task's async, which comes from the same variable, must stay as it is. */
function mustStay(reader: Task): string | undefined {
  return isSuppressed(reader, raiseAsync.id) ? "it is to be ignored" : untouchable(reader);
}

function* check(task: Task, project: Project, options: TransformOptions): Iterable<Finding> {
  if (jobMode(task) === "sync") return;
  const about = {
    file: task.file,
    task,
    at: writtenAt(task, "async"),
    safety: "safe" as const,
    old: task.text("async") ?? "",
  };
  const never = untouchable(task);
  if (never !== undefined) {
    yield { ...about, message: "async is left as it is", outcome: { refused: never } };
    return;
  }
  const expected = expectedRuntime(task, options.runtime);
  if (!expected.known) {
    yield {
      ...about,
      message: "async can't be checked",
      outcome: { refused: expected.why, because: "the expected runtime is not known" },
    };
    return;
  }
  const atLeast = SAFETY_FACTOR * expected.seconds;
  const raised = raiseTiming({
    task,
    key: "async",
    atLeast,
    needOf: (reader) => needed(reader, options),
    mustStay,
    project,
  });
  if (raised.kind === "enough") return;
  if (raised.kind === "refused") {
    yield {
      ...about,
      message: `async should be at least ${atLeast} (${SAFETY_FACTOR} x ${expected.says})`,
      outcome: { refused: raised.why, because: raised.because },
    };
    return;
  }
  const where = raised.where === undefined ? "" : ` in ${raised.where}`;
  const stale = staleNote(raised.written.file, raised.written.span.end);
  yield {
    ...about,
    old: raised.old,
    new: raised.new,
    message: `async ${raised.old} -> ${raised.new}${where}: ${SAFETY_FACTOR} x ${expected.says}${stale}`,
    outcome: { fix: raised.change.fix("safe") },
  };
}

export const raiseAsync: Transform = {
  id: "raise-async",
  title: "async is at least 3 x the expected runtime",
  onByDefault: true,
  safety: "safe",
  *run(file, project, options) {
    for (const task of file.tasks().with("async")) yield* check(task, project, options);
  },
};
