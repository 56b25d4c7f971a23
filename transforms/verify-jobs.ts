/**
 * Adds an async_status task that waits for a fire-and-forget job and fails when the job failed.
 *
 * ## What it does
 * A job with `poll: 0` that nothing waits for gets a `register`, if it has none, and an
 * `ansible.builtin.async_status` task at the end of the list of tasks that it is in (with `--place after`,
 * right behind it; always before the first task that reads the job's result). The status task looks as the
 * same user on the same host, as long as the job's `async` lasts, and runs only when there is a job.
 *
 * `notify`, and conditions that read the result, move from the launch to the status task: a launch with
 * `poll: 0` has no rc and no output. When later tasks read the result, the status task registers it under
 * the old name.
 *
 * A job is waited for only where there is evidence that it ends by itself: its module, the programs that it
 * runs, a register that nobody reads. The comment `# async-fix: verify` on the task says so for good.
 *
 * ## Why
 * Nobody sees a fire-and-forget job fail, or run into its time limit: the play goes on green.
 *
 * ## Example
 * ```yaml
 * - name: Dump the database
 *   ansible.builtin.command: pg_dump -f /backup/app.sql app
 *   async: 3600
 *   poll: 0
 *
 * - name: Upload the assets
 *   ansible.builtin.command: rsync -a assets/ web:/srv/assets
 * ```
 * ## Use instead
 * ```yaml
 * - name: Dump the database
 *   ansible.builtin.command: pg_dump -f /backup/app.sql app
 *   async: 3600
 *   poll: 0
 *   register: dump_the_database_job
 *
 * - name: Upload the assets
 *   ansible.builtin.command: rsync -a assets/ web:/srv/assets
 *
 * - name: Wait for job - Dump the database
 *   ansible.builtin.async_status:
 *     jid: "{{ dump_the_database_job.ansible_job_id }}"
 *   register: dump_the_database_status
 *   until: dump_the_database_status is finished
 *   retries: 120
 *   delay: 30
 *   when: dump_the_database_job.ansible_job_id is defined
 * ```
 * ## Safety
 * Unsafe: the play waits for the job, and fails where the job fails. That is what it is for.
 *
 * ## When it refuses
 * - The job is waited for already, or dealt with by other means (`wait_for`, an `…_info`
 *   module that is asked until all is well, a kill, its job file is read).
 * - Nothing tells that it ends: a server, a loop that sleeps, a script that can't be seen into.
 * - It sends itself to the background (`&`, `nohup`): the job is only the shell that starts it.
 * - It reboots the host or cuts Ansible's connection, or tests async itself.
 * - It repeats itself with `until`, or later tasks read both the job and its result.
 * - A value that the status task needs can't be taken over.
 */
import {
  attempt,
  CannotEdit,
  type Change,
  classify,
  cutsConnection,
  dealtWithBy,
  endsByItself,
  type Finding,
  intervalBelow,
  isBehind,
  isTestOfAsync,
  type JobFlow,
  jobFlow,
  jobMode,
  knownNumber,
  type Project,
  planVerification,
  readOutside,
  rebootsHost,
  scopeOf,
  supportsAsync,
  type Task,
  type Transform,
  type TransformOptions,
  taskScript,
  timing,
} from "../src/index.js";

/** How often to look where the category does not tell, in seconds: Ansible's own default for `poll`. */
const DEFAULT_DELAY = 15;

function delayFor(task: Task, options: TransformOptions): number {
  const kind = classify(task, options.runtime);
  const delay =
    (kind === undefined ? undefined : options.runtime.categories.get(kind.category)?.poll) ?? DEFAULT_DELAY;
  const limit = knownNumber(timing(task, "async"));
  return limit !== undefined && delay >= limit ? (intervalBelow(limit) ?? 1) : delay;
}

/** Why the job must not be waited for, whatever its comment says. */
function never(task: Task): string | undefined {
  if (!supportsAsync(task)) return `${task.action?.module ?? "it"} can't run asynchronously: there is no job`;
  if (rebootsHost(task)) return "it reboots or shuts down its host: the job can never be looked up again";
  if (cutsConnection(task)) return "it can cut the connection: a status task would find the host unreachable";
  if ((taskScript(task)?.script.background.length ?? 0) > 0) {
    return "it sends itself to the background: the job is the shell that starts it (see adopt-background)";
  }
  if (task.has("until")) return "it repeats itself with until: each try starts another job";
  return undefined;
}

/** Why not, where no comment settles it; else undefined. */
function refusal(task: Task, flow: JobFlow | undefined, options: TransformOptions): string | undefined {
  const hard = never(task);
  if (hard !== undefined) return hard;
  if (task.directives.some((directive) => directive.kind === "verify")) return undefined;
  if (isTestOfAsync(flow)) return "a later task asserts how far it is: a test of async itself";
  const dealt = dealtWithBy(task, flow);
  if (dealt !== undefined) return dealt;
  const ending = endsByItself(task, flow, options.runtime);
  return ending.ends
    ? undefined
    : `${ending.why}; the comment "# async-fix: verify" on the task says that it does`;
}

function edit(
  task: Task,
  flow: JobFlow | undefined,
  project: Project,
  options: TransformOptions,
  change: Change,
): void {
  const removed = flow?.cleanups.find((cleanup) => !isBehind(cleanup, task));
  if (removed !== undefined)
    throw new CannotEdit(
      `${removed.file.path}:${removed.line} removes its job file, perhaps before the job has ended`,
    );
  const outside = flow === undefined ? undefined : readOutside(flow, task, project);
  if (outside !== undefined)
    throw new CannotEdit(`its result is read in ${outside}, which may run before the job has ended`);
  planVerification(
    { task, flow, scope: scopeOf(task.file, project), delay: delayFor(task, options), place: options.place },
    change,
  );
}

function* check(task: Task, project: Project, options: TransformOptions): Iterable<Finding> {
  if (jobMode(task) !== "fire-and-forget") return;
  const flow = jobFlow(task, project);
  const unsupported = !supportsAsync(task);
  if (!unsupported && flow !== undefined && flow.statuses.length > 0) return;
  const at = (task.value("poll") ?? task.node).span;
  const about = {
    file: task.file,
    task,
    at,
    safety: "unsafe" as const,
    message: "nothing waits for the job",
  };
  const why = refusal(task, flow, options);
  if (why !== undefined) {
    yield { ...about, outcome: { refused: why } };
    return;
  }
  const ending = endsByItself(task, flow, options.runtime);
  const outcome = attempt(
    "unsafe",
    (change) => edit(task, flow, project, options, change),
    (why) => `no status task can be added: ${why}`,
  );
  const added = ending.ends && "fix" in outcome ? `: an async_status task is added (${ending.because})` : "";
  yield { ...about, message: about.message + added, outcome };
}

export const verifyJobs: Transform = {
  id: "verify-jobs",
  title: "a fire-and-forget job gets a register and an async_status task",
  onByDefault: true,
  safety: "unsafe",
  *run(file, project, options) {
    for (const task of file.tasks().with("async")) yield* check(task, project, options);
  },
};
