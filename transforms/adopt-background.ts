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
 * - Several background jobs, a pipeline around it, `$!` or `wait`, a template around the `&`.
 * - It runs until it is stopped.
 * - The script can't be read for sure, or not changed in part.
 */
import {
  CannotEdit,
  Change,
  expectedRuntime,
  type Finding,
  isPlainCommand,
  jobMode,
  type Project,
  raiseTiming,
  SAFETY_FACTOR,
  type Script,
  sharedBecause,
  type Task,
  type TaskScript,
  type Transform,
  type TransformOptions,
  taskScript,
} from "../src/index.js";

type BackgroundJob = Script["background"][number];

function refusal({ script, by }: TaskScript): string | undefined {
  const [job, ...more] = script.background;
  if (by !== "shell" || job === undefined) return "no shell runs it";
  if (script.unsure) return "the script can't be read for sure";
  if (script.conditional) return "a template decides what the script says";
  if (more.length > 0) return "it starts several background jobs";
  if (job.nested) return "the background job is inside a function, a loop, a subshell or a pipeline";
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

function edit(task: Task, written: TaskScript, project: Project, options: TransformOptions): Change {
  const [job] = written.script.background;
  const { action } = task;
  const { scalar } = written;
  if (job === undefined || action === undefined || scalar === undefined)
    throw new CannotEdit("its script is not one text");
  const keyword = task.keyword(action.entry.key.kind === "scalar" ? action.entry.key.text : "");
  const shared = keyword === undefined ? undefined : sharedBecause(task, keyword);
  if (shared !== undefined) throw new CannotEdit(shared);
  const offset = scalar.text.indexOf(written.script.text);
  if (offset === -1) throw new CannotEdit("its script is mixed with other arguments");
  const parts = detachingWords(job).map(({ at, text }) => ({
    at: { start: at.start + offset, end: at.end + offset },
    text,
  }));
  const change = new Change().rewriteWithin(task.file, action.entry, scalar, parts);
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
  return raised.kind === "raised" ? change.and(raised.change) : change;
}

function* check(task: Task, project: Project, options: TransformOptions): Iterable<Finding> {
  const written = taskScript(task);
  const [job] = written?.script.background ?? [];
  if (written === undefined || job === undefined || jobMode(task) === "sync") return;
  const at = (written.scalar ?? task.node).span;
  const about = { file: task.file, task, at, safety: "unsafe" as const };
  const why = refusal(written);
  if (why !== undefined) {
    yield { ...about, message: "the job is only the shell that starts it", outcome: { refused: why } };
    return;
  }
  try {
    const change = edit(task, written, project, options);
    const message = "the program itself becomes the job: it is now ended when async runs out";
    yield { ...about, message, outcome: { fix: change.fix("unsafe") } };
  } catch (error) {
    if (!(error instanceof CannotEdit)) throw error;
    yield {
      ...about,
      message: "the job is only the shell that starts it",
      outcome: { refused: error.message },
    };
  }
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
