/**
 * Sets `poll` by the kind of work the task does.
 *
 * ## What it does
 * A `poll` above 0 becomes the value of the task's category: file 5, network 10, database 30, system update
 * 60 seconds. An asynchronous task of a known category that has no `poll` gets one next to its `async`. In
 * any task a `poll` that is not below `async` is lowered until it is. `poll: 0` and templates stay.
 *
 * The category comes from the config's rules, the module (`get_url`, `apt`, `mysql_db` …) or the programs
 * that the command runs (`pg_dump`, `rsync host:`, `dnf upgrade` …). Where these disagree, or one of them is
 * not known, nothing is set.
 *
 * ## Why
 * Every check is a connection and a module run on the host. Too eager, and many hosts polled at once load
 * the controller; too slow, and the play sits idle after the job has ended. With `poll` at or above `async`
 * there is exactly one check, after the job has been killed.
 *
 * ## Example
 * ```yaml
 * - name: Run database migration
 *   ansible.builtin.command: alembic upgrade head
 *   async: 3600
 *   poll: 2
 * ```
 * ## Use instead
 * ```yaml
 * - name: Run database migration
 *   ansible.builtin.command: alembic upgrade head
 *   async: 3600
 *   poll: 30
 * ```
 * ## Safety
 * Safe: the job is the same; only how often Ansible looks changes.
 *
 * ## When it refuses
 * - `async` is 1 or can't be told, so that no `poll` is sure to stay below it.
 * - The value belongs to an anchor that other tasks use.
 */
import {
  asyncSeconds,
  attempt,
  CannotEdit,
  type Change,
  classify,
  DEFAULT_POLL,
  type Finding,
  intervalBelow,
  jobMode,
  type Project,
  rewriteNumber,
  sharedBecause,
  supportsAsync,
  type Task,
  type Transform,
  type TransformOptions,
  timing,
  writtenAt,
} from "../src/index.js";

interface Wanted {
  readonly poll: number;
  readonly because: string;
}

function wanted(
  task: Task,
  current: number,
  limit: number | undefined,
  options: TransformOptions,
): Wanted | { readonly refused: string } | undefined {
  const kind = classify(task, options.runtime);
  const poll = kind === undefined ? undefined : options.runtime.categories.get(kind.category)?.poll;
  const target = poll ?? current;
  if (limit !== undefined && target >= limit) {
    const step = intervalBelow(limit);
    if (step === undefined) return { refused: `no poll above 0 is below async: ${limit}` };
    return step === current ? undefined : { poll: step, because: `poll has to stay below async: ${limit}` };
  }
  if (kind === undefined || poll === undefined || poll === current) return undefined;
  if (limit === undefined && poll > current)
    return { refused: `async can't be told, so poll: ${poll} might not stay below it` };
  return { poll, because: `${kind.category} work (${kind.because})` };
}

/** The edit that gives a task its poll: in place of the old number, or as a new key next to `async`. */
function edit(task: Task, poll: number, change: Change): Change {
  const time = timing(task, "poll");
  const written = task.keyword("poll");
  const keyword = written ?? task.keyword("async");
  if (keyword === undefined) throw new CannotEdit("it has no async");
  const shared = sharedBecause(task, keyword);
  if (shared !== undefined) throw new CannotEdit(shared);
  if (time.kind === "number") {
    return rewriteNumber(change, task.file, time.keyword.entry, time.scalar, poll);
  }
  // `poll: ~` is as if not written.
  if (written !== undefined) return change.setValue(task.file, written.entry, poll);
  return change.addKey(task.file, task.node, keyword.entry, "poll", poll);
}

function* check(task: Task, project: Project, options: TransformOptions): Iterable<Finding> {
  const mode = jobMode(task);
  const time = timing(task, "poll");
  if (mode !== "polled" || !supportsAsync(task) || time.kind === "template" || time.kind === "unreadable")
    return;
  const current = time.kind === "number" ? time.value : DEFAULT_POLL;
  const want = wanted(task, current, asyncSeconds(task, project), options);
  if (want === undefined) return;
  const at = writtenAt(task, task.has("poll") ? "poll" : "async");
  const old = time.kind === "number" ? String(current) : `absent (${DEFAULT_POLL})`;
  const about = { file: task.file, task, at, safety: "safe" as const, old };
  if ("refused" in want) {
    yield { ...about, message: `poll ${old} is left as it is`, outcome: { refused: want.refused } };
    return;
  }
  const message = `poll ${old} -> ${want.poll}: ${want.because}`;
  const outcome = attempt(
    "safe",
    (change) => edit(task, want.poll, change),
    (why) => `poll can't be changed for this task alone: ${why}`,
  );
  yield { ...about, ...("fix" in outcome ? { new: String(want.poll) } : {}), message, outcome };
}

export const normalizePoll: Transform = {
  id: "normalize-poll",
  title: "poll by category: file 5, network 10, database 30, system update 60",
  onByDefault: true,
  safety: "safe",
  *run(file, project, options) {
    for (const task of file.tasks().with("async")) yield* check(task, project, options);
  },
};
