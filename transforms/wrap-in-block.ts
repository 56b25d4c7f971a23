/**
 * Turns an asynchronous task into a block that starts it, waits for it, says what failed and cleans up.
 *
 * ## What it does
 * The task becomes a block with the same name. Its `when`, `tags`, `become`, `delegate_to`, `environment`, `vars`
 * and the like stand at the block; in it are the launch with `poll: 0`, an async_status task that registers under
 * the old name, a `rescue` that says why and fails, and an `always` that removes the job file. `notify`,
 * `changed_when` and `failed_when` go to the status task, `ignore_errors` to the launch and to it. Comments of the
 * task stay with what they speak of.
 *
 * Where a failure is ignored (`ignore_errors: true`, `failed_when: false`) there is nothing to rescue.
 *
 * ## Why
 * The same as wrap-in-role in place, without a role to keep, and for any module that can run asynchronously.
 *
 * ## Example
 * ```yaml
 * - name: Upgrade the packages
 *   ansible.builtin.apt:
 *     upgrade: dist
 *   async: 3600
 *   poll: 60
 *   when: upgrade_wanted
 *   register: upgrade
 * ```
 * ## Use instead
 * ```yaml
 * - name: Upgrade the packages
 *   when: upgrade_wanted
 *   block:
 *     - name: Start job - Upgrade the packages
 *       ansible.builtin.apt:
 *         upgrade: dist
 *       async: 3600
 *       poll: 0
 *       register: upgrade_job
 *       changed_when: false
 *     - name: Wait for job - Upgrade the packages
 *       ansible.builtin.async_status:
 *         jid: "{{ upgrade_job.ansible_job_id }}"
 *       register: upgrade
 *       until: upgrade is finished
 *       retries: 61
 *       delay: 60
 *       when: upgrade_job.ansible_job_id is defined
 *   rescue:
 *     - name: Say why and fail - Upgrade the packages
 *       ansible.builtin.fail:
 *         msg: |-
 *           {{ ansible_failed_result.msg | default('Timeout exceeded') | replace('Timeout exceeded', 'It did not finish within 3600 s') }}
 *           job file: {{ upgrade_job.results_file | default('none') }}
 *   always:
 *     - name: Remove the job file - Upgrade the packages
 *       ansible.builtin.async_status:
 *         jid: "{{ upgrade_job.ansible_job_id }}"
 *         mode: cleanup
 *       failed_when: false
 *       when: upgrade_job.ansible_job_id is defined
 * ```
 * ## Safety
 * Unsafe: a polled task holds a fork of the controller, the block does not, so that more hosts may run it at
 * once. Polling survives a connection that drops for a while; async_status finds the host unreachable.
 *
 * ## When it refuses
 * - Loops, handlers, `until`, `retries`, `throttle`, `timeout`: they would mean something else.
 * - A `when` that reads the task's own result or looks something up: a block asks it again for each of its tasks.
 * - A job that an async_status waits for already, that sends itself to the background, reboots its host, cuts the
 *   connection, or starts beside the tasks behind it (with `--place after` it may, where it ends by itself).
 * - Something reads Ansible's own time-out message, or what failed in the `rescue` around the task.
 * - A merge key, an anchor that others use, a comment that has no place in the block.
 */
import {
  attempt,
  type Finding,
  intervalFor,
  jobFlow,
  jobMode,
  type Project,
  type Task,
  type Transform,
  type TransformOptions,
  whyNotWrapped,
  wrappedInBlock,
} from "../src/index.js";

function* check(task: Task, project: Project, options: TransformOptions): Iterable<Finding> {
  if (jobMode(task) === "sync") return;
  const at = (task.action?.entry.key ?? task.node).span;
  const about = { file: task.file, task, at, safety: "unsafe" as const };
  const request = { task, flow: jobFlow(task, project), project, options };
  const why = whyNotWrapped(request);
  if (why !== undefined) {
    yield { ...about, message: "it is not wrapped in a block", outcome: { refused: why } };
    return;
  }
  const outcome = attempt("unsafe", (change) =>
    change.replaceTask(task, wrappedInBlock(request, intervalFor(task, options))),
  );
  const message =
    "fix" in outcome
      ? "it becomes a block: launch, wait, rescue and clean-up"
      : "it is not wrapped in a block";
  yield { ...about, message, outcome };
}

export const wrapInBlock: Transform = {
  id: "wrap-in-block",
  title: "an asynchronous task becomes a block: launch, wait, rescue and clean-up, for any module",
  onByDefault: false,
  safety: "unsafe",
  *run(file, project, options) {
    for (const task of file.tasks().with("async")) yield* check(task, project, options);
  },
};
