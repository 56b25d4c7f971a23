/**
 * Makes the program that an async task sends to the background the job itself.
 *
 * ## What it does
 * `nohup /opt/app/backup.sh > /var/log/backup.log 2>&1 &` in an async task becomes
 * `/opt/app/backup.sh > /var/log/backup.log 2>&1`: nohup, setsid, disown and the `&` go, redirections stay,
 * and `async` is raised to 3 times the expected runtime. verify-jobs can then check the job. A `shell` that needs
 * no shell any more becomes a `command`.
 *
 * ## Why
 * Ansible detaches the job already. With `&` the job is only the shell that starts the program: it ends at
 * once with rc 0, whatever becomes of the program, `async` limits nothing, and async_status proves nothing.
 *
 * ## Example
 * ```yaml
 * - name: Start the backup  # async-fix: expected=30m
 *   ansible.builtin.shell: nohup /opt/app/backup.sh > /var/log/backup.log 2>&1 &
 *   async: 60
 *   poll: 0
 * ```
 * ## Use instead
 * ```yaml
 * - name: Start the backup  # async-fix: expected=30m
 *   ansible.builtin.shell: /opt/app/backup.sh > /var/log/backup.log 2>&1
 *   async: 5400
 *   poll: 0
 * ```
 * ## Safety
 * Unsafe: the program is ended when `async` runs out, where before nothing limited it.
 *
 * ## When it refuses
 * - Nobody says how long the program takes: `async` would kill it.
 * - Several background jobs, a pipeline in it or around it, `$!` or `wait`, a template around the `&`.
 * - It runs until it is stopped.
 * - The script can't be read for sure, or not changed in part.
 */
import {
  attempt,
  CannotEdit,
  type Change,
  expectedRuntime,
  type Finding,
  isPlainCommand,
  jobMode,
  type Project,
  raiseTiming,
  rewriteScript,
  SAFETY_FACTOR,
  type Script,
  type Task,
  type TaskScript,
  type Transform,
  type TransformOptions,
  taskScript,
} from "../src/index.js";

const SHELL_ONLY = "the job is only the shell that starts it";

type BackgroundJob = Script["background"][number];

function refusal({ script, by }: TaskScript): string | undefined {
  const [job, ...more] = script.background;
  if (by !== "shell" || job === undefined) return "no shell runs it";
  if (script.unsure) return "the script can't be read for sure";
  if (script.conditional) return "a template decides what the script says";
  if (more.length > 0) return "it starts several background jobs";
  if (job.nested) return "the background job is inside a function, a loop, a subshell or a pipeline";
  if (
    script.commands.some(
      ({ piped, span }) => piped && span.start >= job.command.start && span.end <= job.command.end,
    )
  )
    return "it is a pipeline: the job's rc would be that of its last command";
  if (job.waited || job.readsPid)
    return "the script goes on with the job it sent to the background ($! or wait)";
  if (!job.last) return "the script goes on behind the background job";
  return script.endless === undefined ? undefined : "it runs until it is stopped";
}

/** The words that detach the job, in order, with what follows each one up to the next. */
function detachingWords(job: BackgroundJob) {
  return [...job.detachers.map((each) => each.span), job.operator]
    .sort((a, b) => a.start - b.start)
    .map((at) => ({ at, text: "" }));
}

/** Without the `&` a script may need no shell any more: then the task becomes a `command`, as ansible-lint asks. */
function becomeCommand(task: Task, { script }: TaskScript, change: Change): void {
  const { action } = task;
  const [job] = script.background;
  if (job === undefined || action?.form !== "module" || action.options.has("executable")) return;
  if (task.inherited("module_defaults") !== undefined) return;
  let rest = script.text;
  for (const { at } of detachingWords(job).toReversed()) rest = rest.slice(0, at.start) + rest.slice(at.end);
  if (isPlainCommand(rest.trim()))
    change.renameKey(task.file, action.entry, action.module.replace(/shell$/, "command"));
}

function edit(
  task: Task,
  written: TaskScript,
  project: Project,
  options: TransformOptions,
  change: Change,
): void {
  const [job] = written.script.background;
  if (job === undefined) return;
  rewriteScript(change, task, detachingWords(job));
  becomeCommand(task, written, change);
  const expected = expectedRuntime(task, options.runtime);
  if (!expected.known) throw new CannotEdit(`async would now end it, and ${expected.why}`);
  const raised = raiseTiming({
    task,
    key: "async",
    atLeast: SAFETY_FACTOR * expected.seconds,
    needOf: () => undefined,
    project,
  });
  if (raised.kind === "refused") throw new CannotEdit(raised.why);
  if (raised.kind === "raised") change.and(raised.change);
}

function* check(task: Task, project: Project, options: TransformOptions): Iterable<Finding> {
  const written = taskScript(task);
  const [job] = written?.script.background ?? [];
  if (written === undefined || job === undefined || jobMode(task) === "sync") return;
  const at = (written.scalar ?? task.node).span;
  const about = { file: task.file, task, at, safety: "unsafe" as const };
  const why = refusal(written);
  if (why !== undefined) {
    yield { ...about, message: SHELL_ONLY, outcome: { refused: why } };
    return;
  }
  const outcome = attempt("unsafe", (change) => edit(task, written, project, options, change));
  const message =
    "fix" in outcome ? "the program itself becomes the job: it is now ended when async runs out" : SHELL_ONLY;
  yield { ...about, message, outcome };
}

export const adoptBackground: Transform = {
  id: "adopt-background",
  title: "nohup x & inside an async task becomes x itself",
  onByDefault: false,
  safety: "unsafe",
  *run(file, project, options) {
    for (const task of file.tasks().with("async")) yield* check(task, project, options);
  },
};
