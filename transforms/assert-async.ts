/**
 * Checks `async` and `poll` that come from variables before the first job that they are for.
 *
 * ## What it does
 * Where the `async` or `poll` of a task comes from a variable, an `ansible.builtin.assert` goes in front of it:
 * `async` is above `poll`, and at least the expected runtime where somebody has stated one (a comment
 * `# async-fix: expected=20m`, a rule in `.async-fix.yml`, `--expected`; a runtime that is only assumed counts for
 * nothing). One assert serves all the jobs of a list that share their `when` and `tags`, unless a task between
 * them sets what they read.
 *
 * It reads the values as Ansible does: `omit` and 0 for `async` mean "not asynchronous" and are never complained
 * of, `poll: 0` is fine, and a `poll` that is left out is 15 seconds.
 *
 * ## Why
 * A value from an inventory, a survey or `--extra-vars` is seen by nobody before the job runs. With `poll` at or
 * above `async` Ansible looks once, when the job has been killed already; with `async` below the runtime the
 * job is killed near its end. Both show hours later, and by another message.
 *
 * ## Example
 * ```yaml
 * - name: Restore the database
 *   ansible.builtin.command: pg_restore -d app /backup/app.dump
 *   async: "{{ restore_timeout }}"
 *   poll: "{{ restore_poll | default(30) }}"
 * ```
 * ## Use instead
 * ```yaml
 * - name: Check the time limits of asynchronous tasks
 *   ansible.builtin.assert:
 *     that:
 *       - restore_timeout | int <= 0 or restore_timeout | int > restore_poll | default(30) | int
 *     fail_msg: "async is not above poll, or below the time that the job takes: Restore the database"
 *     success_msg: The time limits of asynchronous tasks are right
 *
 * - name: Restore the database
 *   ansible.builtin.command: pg_restore -d app /backup/app.dump
 *   async: "{{ restore_timeout }}"
 *   poll: "{{ restore_poll | default(30) }}"
 * ```
 * ## Safety
 * Safe for values that make sense. A play whose values don't fails before its job, even where the job would
 * have been done before Ansible's first look: that is the purpose.
 *
 * ## When it refuses
 * - The value is not one expression, or reads the loop's item or the task's own `vars`.
 * - The task is a handler, or its errors are ignored: an assert would end a play that goes on without it.
 * - The list belongs to an anchor that others use.
 */
import {
  CannotEdit,
  Change,
  type EmittableMap,
  expectedRuntime,
  type Finding,
  isMap,
  jobMode,
  keyText,
  namesMentioned,
  runs,
  supportsAsync,
  Task,
  type TaskList,
  type Transform,
  type TransformOptions,
  taskSharedBecause,
  timingExpression,
  Verbatim,
  writtenValue,
} from "../src/index.js";

const NAME = "Check the time limits of asynchronous tasks";
const SUCCESS = "The time limits of asynchronous tasks are right";

/** What an assert has in common with the jobs it speaks for: under these they run, or don't. */
const SHARED_KEYWORDS = ["when", "tags", "run_once"] as const;

/** Modules that may set any variable: what they bring is not written where they stand. */
const SETS_ANYTHING: ReadonlySet<string> = new Set([
  "import_role",
  "import_tasks",
  "include",
  "include_role",
  "include_tasks",
  "include_vars",
]);

interface Job {
  readonly task: Task;
  /** For `that:`. */
  readonly conditions: readonly string[];
  readonly names: readonly string[];
}

/** What is to hold for a task, why that can't be checked, or nothing to check. */
function demands(task: Task, options: TransformOptions): Job | { readonly refused: string } | undefined {
  if (!supportsAsync(task) || jobMode(task) === "sync") return undefined;
  const limit = timingExpression(task, "async");
  const poll = timingExpression(task, "poll");
  const names = [limit, poll].flatMap((each) => (each.kind === "expression" ? each.names : []));
  for (const each of [limit, poll]) if (each.kind === "unknown") return { refused: each.why };
  if (names.length === 0) return undefined;
  const async = limit.kind === "expression" ? limit.text : limit.kind === "number" ? String(limit.value) : "";
  const interval = poll.kind === "expression" ? poll.text : poll.kind === "number" ? String(poll.value) : "";
  const off = limit.kind === "expression" ? `${async} <= 0 or ` : "";
  const expected = expectedRuntime(task, options.runtime);
  const conditions = [
    ...(interval === "0" ? [] : [`${off}${async} > ${interval}`]),
    ...(limit.kind === "expression" && expected.known && expected.by !== "category"
      ? [`${off}${async} >= ${expected.seconds}`]
      : []),
  ];
  if (conditions.length === 0) return undefined;
  const never = unfit(task, names);
  return never === undefined ? { task, conditions, names } : { refused: never };
}

function unfit(task: Task, names: readonly string[]): string | undefined {
  if (task.isHandler) return "it is a handler, and an assert beside it would never be notified";
  const ignores = task.text("ignore_errors");
  if ((ignores !== undefined && !/^(?:false|no)$/i.test(ignores)) || task.text("failed_when") === "false")
    return "its errors are ignored: an assert would end a play that goes on without it";
  const own = task.value("vars");
  const loop = task.value("loop_control");
  const loopNames = isMap(loop)
    ? loop.entries.flatMap(({ key, value }) =>
        key.kind === "scalar" && /_var$/.test(key.text) && value.kind === "scalar" ? [value.text] : [],
      )
    : [];
  const local = new Set([
    "item",
    ...loopNames,
    ...(isMap(own) ? own.entries.flatMap((entry) => keyText(entry) ?? []) : []),
  ]);
  const read = [
    ...names,
    ...SHARED_KEYWORDS.flatMap((key) => {
      const value = task.value(key);
      return value === undefined ? [] : [...local].filter((name) => namesMentioned(value).has(name));
    }),
  ];
  const found = read.find((name) => local.has(name));
  return found === undefined ? undefined : `it reads ${found}, which there is only in the task itself`;
}

/** Jobs that one assert can speak for, in front of the first of them. */
interface Group {
  readonly key: string;
  readonly first: Job;
  readonly jobs: Job[];
}

function sharedKey(task: Task): string {
  return JSON.stringify(
    SHARED_KEYWORDS.map((key) => {
      const value = task.value(key);
      if (value === undefined) return null;
      // A list of one and the one mean the same.
      const [only, ...others] = value.kind === "seq" ? value.items : [];
      return writtenValue(only !== undefined && others.length === 0 ? only.value : value);
    }),
  );
}

function* tasksOf(item: TaskList["items"][number]): Iterable<Task> {
  if (item instanceof Task) yield item;
  else for (const list of item.lists) for (const inner of list.items) yield* tasksOf(inner);
}

/** May anything from the group's first job up to this one set what this one reads? */
function mayBeSetBetween(list: TaskList, group: Group, job: Job): boolean {
  const between = list.items
    .slice(group.first.task.index, job.task.index)
    .flatMap((item) => [...tasksOf(item)]);
  return between.some((task) => {
    const register = task.text("register");
    if (
      SETS_ANYTHING.has(task.action?.short ?? "") ||
      (register !== undefined && job.names.includes(register))
    )
      return true;
    if (task.action?.short !== "set_fact") return false;
    const set = namesMentioned(task.action.entry.value);
    return job.names.some((name) => set.has(name));
  });
}

function grouped(list: TaskList, jobs: readonly Job[]): readonly Group[] {
  const groups: Group[] = [];
  for (const job of jobs) {
    const key = sharedKey(job.task);
    const open = groups.findLast((group) => group.key === key);
    if (open === undefined || mayBeSetBetween(list, open, job)) groups.push({ key, first: job, jobs: [job] });
    else open.jobs.push(job);
  }
  return groups;
}

/** The conditions that asserts in front of a task check already, under the same circumstances. */
function checkedBefore({ task, key }: { readonly task: Task; readonly key: string }): ReadonlySet<string> {
  const found = new Set<string>();
  for (const item of task.before) {
    if (!(item instanceof Task) || !runs(item.action, "assert") || sharedKey(item) !== key) continue;
    const that = item.action?.map?.entries.find((entry) => keyText(entry) === "that")?.value;
    const all =
      that?.kind === "seq" ? that.items.map(({ value }) => value) : that === undefined ? [] : [that];
    for (const condition of all) if (condition.kind === "scalar") found.add(condition.text);
  }
  return found;
}

/** The jobs by name, where the names are short and hold no template. */
function labels(jobs: readonly Job[]): string {
  const names = [...new Set(jobs.map(({ task }) => task.name ?? ""))];
  const all = names.join(", ");
  const plain = names.every((name) => name !== "" && !/\{[{%#]/.test(name)) && all.length <= 70;
  return plain ? all : jobs.length === 1 ? "the task below" : `${jobs.length} tasks below`;
}

function assertion({ first, jobs }: Group, conditions: readonly string[]): EmittableMap {
  const { task } = first;
  const shared = SHARED_KEYWORDS.flatMap((key) => {
    const value = task.value(key);
    return value === undefined ? [] : [[key, new Verbatim(value, task.file.source)] as const];
  });
  return {
    name: NAME,
    "ansible.builtin.assert": {
      that: conditions,
      fail_msg: `async is not above poll, or below the time that the job takes: ${labels(jobs)}`,
      success_msg: SUCCESS,
    },
    ...Object.fromEntries(shared),
  };
}

function* check(list: TaskList, options: TransformOptions): Iterable<Finding> {
  const jobs: Job[] = [];
  for (const task of list.items) {
    if (!(task instanceof Task) || !task.has("async")) continue;
    const demand = demands(task, options);
    if (demand === undefined) continue;
    if (!("refused" in demand)) jobs.push(demand);
    else yield { ...about(task), message: "async and poll are not checked", outcome: demand };
  }
  for (const group of grouped(list, jobs)) {
    const { task } = group.first;
    const checked = checkedBefore({ task, key: group.key });
    const missing = [...new Set(group.jobs.flatMap((job) => job.conditions))].filter(
      (each) => !checked.has(each),
    );
    if (missing.length === 0) continue;
    const message = `assert in front of ${group.jobs.length === 1 ? "it" : `${group.jobs.length} jobs`}: ${missing.join("; ")}`;
    const shared = taskSharedBecause(task);
    try {
      if (shared !== undefined) throw new CannotEdit(shared);
      const change = new Change().insertTask(list, task.item, "before", assertion(group, missing));
      yield { ...about(task), message, outcome: { fix: change.fix("safe") } };
    } catch (error) {
      if (!(error instanceof CannotEdit)) throw error;
      yield { ...about(task), message, outcome: { refused: error.message } };
    }
  }
}

function about(task: Task) {
  const at = (task.value("async") ?? task.node).span;
  return { file: task.file, task, at, safety: "safe" as const };
}

export const assertAsync: Transform = {
  id: "assert-async",
  title: "an assert before jobs whose async or poll comes from variables",
  onByDefault: false,
  safety: "safe",
  *run(file, _project, options) {
    for (const list of file.lists) yield* check(list, options);
  },
};
