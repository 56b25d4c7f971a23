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
 *     fail_msg: "async is not above poll: Restore the database"
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
 * - The value is not one expression, is very long, or reads the loop's item or the task's own `vars`.
 * - The task is a handler, or its errors are ignored: an assert would end a play that goes on without it.
 * - The list belongs to an anchor that others use.
 */
import {
  attempt,
  CannotEdit,
  type EmittableMap,
  type Finding,
  isMap,
  jobMode,
  keyText,
  namesMentioned,
  runs,
  supportsAsync,
  Task,
  type TaskList,
  type TimeLimitDemand,
  type Transform,
  type TransformOptions,
  taskSharedBecause,
  timeLimitDemands,
  Verbatim,
  writtenValue,
} from "../src/index.js";

/** Longer conditions would not fit a line of 160, which ansible-lint's yaml rule allows. */
const TOO_LONG = 135;

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
  readonly demands: readonly TimeLimitDemand[];
  /** The variables that the demands read. */
  readonly names: readonly string[];
}

const OTHERWISE: Readonly<Record<TimeLimitDemand["otherwise"], string>> = {
  poll: "async is not above poll",
  runtime: "async is below the time that the job takes",
};

/** What is to hold for a task, why that can't be checked, or nothing to check. */
function jobOf(task: Task, options: TransformOptions): Job | { readonly refused: string } | undefined {
  if (!supportsAsync(task) || jobMode(task) === "sync") return undefined;
  const limits = timeLimitDemands(task, options);
  if ("unknown" in limits) return { refused: limits.unknown };
  const { demands, names } = limits;
  if (names.length === 0 || demands.length === 0) return undefined;
  const never =
    unfit(task, names) ??
    (demands.some(({ condition }) => condition.length > TOO_LONG)
      ? "its expression is too long to be asserted on one line: give it a variable of its own"
      : undefined);
  return never === undefined ? { task, demands, names } : { refused: never };
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
function checkedBefore({ first, key }: Group): ReadonlySet<string> {
  const found = new Set<string>();
  for (const item of first.task.before) {
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
  const plain = names.every((name) => name !== "" && !/\{[{%#]/.test(name)) && all.length <= 60;
  return plain ? all : jobs.length === 1 ? "the task below" : `${jobs.length} tasks below`;
}

function assertion({ first, jobs }: Group, missing: readonly TimeLimitDemand[]): EmittableMap {
  const { task } = first;
  const shared = SHARED_KEYWORDS.flatMap((key) => {
    const value = task.value(key);
    return value === undefined ? [] : [[key, new Verbatim(value, task.file.source)] as const];
  });
  const otherwise = [...new Set(missing.map((demand) => OTHERWISE[demand.otherwise]))].join(", or ");
  return {
    name: NAME,
    "ansible.builtin.assert": {
      that: missing.map(({ condition }) => condition),
      fail_msg: `${otherwise}: ${labels(jobs)}`,
      success_msg: SUCCESS,
    },
    ...Object.fromEntries(shared),
  };
}

/** What a group's jobs demand and no assert before it checks, each condition once. */
function missingIn(group: Group): readonly TimeLimitDemand[] {
  const seen = new Set(checkedBefore(group));
  const missing: TimeLimitDemand[] = [];
  for (const demand of group.jobs.flatMap((job) => job.demands)) {
    if (!seen.has(demand.condition)) missing.push(demand);
    seen.add(demand.condition);
  }
  return missing;
}

function* check(list: TaskList, options: TransformOptions): Iterable<Finding> {
  const jobs: Job[] = [];
  for (const task of list.items) {
    if (!(task instanceof Task) || !task.has("async")) continue;
    const job = jobOf(task, options);
    if (job === undefined) continue;
    if (!("refused" in job)) jobs.push(job);
    else yield { ...about(task), message: "async and poll are not checked", outcome: job };
  }
  for (const group of grouped(list, jobs)) {
    const missing = missingIn(group);
    if (missing.length > 0) yield inFrontOf(list, group, missing);
  }
}

function inFrontOf(list: TaskList, group: Group, missing: readonly TimeLimitDemand[]): Finding {
  const { task } = group.first;
  const before = group.jobs.length === 1 ? "it" : `it and ${group.jobs.length - 1} more`;
  const message = `assert in front of ${before}: ${missing.map(({ condition }) => condition).join("; ")}`;
  const outcome = attempt("safe", (change) => {
    const shared = taskSharedBecause(task);
    if (shared !== undefined) throw new CannotEdit(shared);
    change.insertTask(list, task.item, "before", assertion(group, missing));
  });
  return { ...about(task), message, outcome };
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
