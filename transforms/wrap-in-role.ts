/**
 * Turns a task that runs a command asynchronously into a call of the role `async_task`.
 *
 * ## What it does
 * A `command` or `shell` task with `async` becomes `ansible.builtin.include_role` with the command, its options
 * and its times as variables. `become`, `delegate_to`, `run_once` and the like go into `apply`, `tags` and
 * `no_log` into both; the comments of the task stay with what they speak of. The name that the task registered
 * holds the result afterwards, also where the task is skipped or fails.
 *
 * The role is written where there is none: beside the role that the task is in, else into the nearest `roles`
 * folder upwards, else into `roles` beside the playbook; `--role-path` names another folder. A role of that name
 * that is there and differs is never overwritten.
 *
 * The role starts the command with `poll: 0`, waits with async_status a little longer than the time-out, reports
 * what failed (command, rc, last lines of the output, or that it did not finish within its time) and fails,
 * unless `async_task_ignore_errors` is set, and removes the job file. `meta/argument_specs.yml` lets Ansible check
 * the arguments of each call.
 *
 * ## Why
 * One place for what every asynchronous command needs. The role that is often seen polls first and looks for the
 * job afterwards, when Ansible has deleted its file, and its `rescue` only logs: a command that fails ends as
 * `rescued=1 failed=0`, and the play goes on. The role's README shows both runs.
 *
 * ## Example
 * ```yaml
 * - name: Migrate the database
 *   become: true
 *   ansible.builtin.shell: ./migrate.sh --all | tee migrate.log
 *   args:
 *     chdir: /opt/app
 *   async: 3600 # it takes 20 minutes
 *   poll: 30
 *   register: migration
 * ```
 * ## Use instead
 * ```yaml
 * - name: Migrate the database
 *   ansible.builtin.include_role:
 *     name: async_task
 *     apply:
 *       become: true
 *   vars:
 *     async_task_cmd: ./migrate.sh --all | tee migrate.log
 *     async_task_shell: true
 *     async_task_chdir: /opt/app
 *     async_task_timeout: 3600 # it takes 20 minutes
 *     async_task_poll: 30
 *     async_task_register: migration
 *   register: migration
 * ```
 * ## Safety
 * Unsafe: a polled task holds a fork of the controller, the wrapped one does not, so that more hosts may run it
 * at once. Polling survives a connection that drops for a while; async_status finds the host unreachable.
 *
 * ## When it refuses
 * - Other modules than command and shell: see wrap-in-block.
 * - Loops, handlers, `notify`, `until`, `retries`, `throttle`, `timeout`: an include has no place for them, or they
 *   would mean something else. So with `changed_when`, and a `failed_when` that reads the result.
 * - A result that is read although its failure is ignored: see wrap-in-block.
 * - A job that an async_status waits for already, that sends itself to the background, reboots its host, cuts the
 *   connection, or starts beside the tasks behind it (with `--place after` it may, where it ends by itself).
 * - Something reads Ansible's own time-out message, or what failed in the `rescue` around the task.
 * - The command reads `role_path`, `role_name` or a lookup: inside of the role they are others.
 * - A merge key, an anchor that others use, a comment that has no place in the call.
 */
import {
  asyncRoleFolder,
  attempt,
  type Finding,
  intervalFor,
  jobFlow,
  jobMode,
  missingRoleFiles,
  type Project,
  type Task,
  type Transform,
  type TransformOptions,
  whyNotWrapped,
  wrappedInRole,
} from "../src/index.js";

function* check(task: Task, project: Project, options: TransformOptions): Iterable<Finding> {
  if (jobMode(task) === "sync") return;
  const at = (task.action?.entry.key ?? task.node).span;
  const about = { file: task.file, task, at, safety: "unsafe" as const };
  const request = { task, flow: jobFlow(task, project), project, options };
  const why = whyNotWrapped(request);
  if (why !== undefined) {
    yield { ...about, message: "it is not wrapped in a role", outcome: { refused: why } };
    return;
  }
  let folder = "";
  const outcome = attempt("unsafe", (change) => {
    change.replaceTask(task, wrappedInRole(request, intervalFor(task, options)));
    folder = asyncRoleFolder(task.file, project, options.rolePath);
    for (const { path, text } of missingRoleFiles(folder, project)) change.create(path, text);
  });
  const message = "fix" in outcome ? `it becomes a call of ${folder}` : "it is not wrapped in a role";
  yield { ...about, message, outcome };
}

export const wrapInRole: Transform = {
  id: "wrap-in-role",
  title:
    "an asynchronous command becomes a call of the async_task role, which is written where there is none",
  onByDefault: false,
  safety: "unsafe",
  *run(file, project, options) {
    for (const task of file.tasks().with("async")) yield* check(task, project, options);
  },
};
