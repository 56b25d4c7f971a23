/**
 * Splits a polled task into a launch and an async_status task.
 *
 * ## What it does
 * A task with `poll` above 0 gets `poll: 0` and a register of its own; right behind it an
 * `ansible.builtin.async_status` task waits for the job and registers its result under the old name, so that
 * later tasks find what they found before. Conditions that read the result, and `notify`, move to it.
 *
 * ## Why
 * A polled task holds one of the controller's forks for its whole run. Split, the jobs of all hosts of a
 * batch run at once, whatever `forks` is: with `--forks 1` and three hosts, a job of 3 s took 12 s polled and
 * 5.7 s split (measured).
 *
 * ## Example
 * ```yaml
 * - name: Build the index
 *   ansible.builtin.command: /opt/app/reindex
 *   async: 3600
 *   poll: 30
 *   register: reindex
 * ```
 * ## Use instead
 * ```yaml
 * - name: Build the index
 *   ansible.builtin.command: /opt/app/reindex
 *   async: 3600
 *   poll: 0
 *   register: reindex_job
 * - name: Wait for job - Build the index
 *   ansible.builtin.async_status:
 *     jid: "{{ reindex_job.ansible_job_id }}"
 *   register: reindex
 *   until: reindex is finished
 *   retries: 120
 *   delay: 30
 *   when: reindex_job.ansible_job_id is defined
 * ```
 * ## Safety
 * Unsafe: all hosts of the batch run the job at once. Polling survives a connection that drops for a while;
 * an async_status task finds the host unreachable. The job's file stays on the host.
 *
 * ## When it refuses
 * - A loop, `throttle`, `until` or `retries`, a handler, a templated `poll`: what runs would change.
 * - Something reads Ansible's own time-out message, which is another one after the split.
 * - The task can't run asynchronously, reboots its host or cuts the connection.
 */
import {
  attempt,
  cannotUnpoll,
  cutsConnection,
  DEFAULT_POLL,
  type Finding,
  jobFlow,
  jobMode,
  knownNumber,
  type Project,
  planVerification,
  rebootsHost,
  scopeOf,
  setPollToZero,
  supportsAsync,
  type Task,
  type Transform,
  timing,
} from "../src/index.js";

/** What Ansible says when a polled job runs out of time (plugins/strategy, task_executor.py). */
const TIME_OUT_MESSAGE = "async task did not complete";

function refusal(task: Task): string | undefined {
  if (!supportsAsync(task)) return "it can't run asynchronously";
  if (rebootsHost(task)) return "it reboots or shuts down its host";
  if (cutsConnection(task)) return "it can cut the connection: polling survives that, a status task does not";
  if (task.file.source.includes(TIME_OUT_MESSAGE)) return "the file reads Ansible's own time-out message";
  return cannotUnpoll(task);
}

function* check(task: Task, project: Project): Iterable<Finding> {
  const mode = jobMode(task);
  if (mode !== "polled" && mode !== "templated") return;
  const at = (task.value("poll") ?? task.value("async") ?? task.node).span;
  const about = { file: task.file, task, at, safety: "unsafe" as const };
  const why = refusal(task);
  if (why !== undefined) {
    yield { ...about, message: "it stays polled", outcome: { refused: why } };
    return;
  }
  const outcome = attempt("unsafe", (change) => {
    const poll = timing(task, "poll");
    const delay = poll.kind === "absent" ? DEFAULT_POLL : (knownNumber(poll) ?? DEFAULT_POLL);
    setPollToZero(task, change);
    const flow = jobFlow(task, project);
    planVerification(
      { task, flow, scope: scopeOf(task.file, project), delay, place: "after", split: true },
      change,
    );
  });
  const message =
    "fix" in outcome
      ? "split into a launch and an async_status task: all hosts of the batch now run it at once"
      : "it stays polled";
  yield { ...about, message, outcome };
}

export const splitPolled: Transform = {
  id: "split-polled",
  title: "a polled task becomes a launch and an async_status task",
  onByDefault: false,
  safety: "unsafe",
  *run(file, project) {
    for (const task of file.tasks().with("async")) yield* check(task, project);
  },
};
