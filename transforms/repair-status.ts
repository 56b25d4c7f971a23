/**
 * Mends async_status tasks that can't find their job, do not wait for it, or give up too early.
 *
 * ## What it does
 * - A budget (retries x delay) below the job's `async` is raised by `retries`; `delay` stays. Variables are
 *   followed as raise-async does. After raise-async has raised a job, its status task follows in the same run.
 * - Without `until` a status task looks once and goes on: it gets `until: <its register> is finished`.
 * - An `until` that reads the launch's register is true at once or never: it reads the task's own.
 * - A task that looks at `results[0]` of a looped launch looks at all of its jobs.
 * - `ansible_async_dir`, the user and the host of the launch are added where the status task lacks them.
 * - A status task behind a polled task never finds its job, as Ansible deletes the file of a polled job: the
 *   launch becomes `poll: 0`, and what reads its result reads the status task's.
 *
 * ## Why
 * "could not find job" and "the job has failed" although it is healthy: both are the status task's own doing.
 * Of 153 real status tasks whose numbers can be read, 91 give up before their job may.
 *
 * ## Example
 * ```yaml
 * - name: Import the data
 *   ansible.builtin.command: /opt/app/import
 *   async: 3600
 *   poll: 0
 *   register: import_job
 *
 * - name: Wait for the import
 *   ansible.builtin.async_status:
 *     jid: "{{ import_job.ansible_job_id }}"
 *   register: import_result
 *   until: import_result is finished
 *   retries: 30
 *   delay: 10
 * ```
 * ## Use instead
 * ```yaml
 * - name: Import the data
 *   ansible.builtin.command: /opt/app/import
 *   async: 3600
 *   poll: 0
 *   register: import_job
 *
 * - name: Wait for the import
 *   ansible.builtin.async_status:
 *     jid: "{{ import_job.ansible_job_id }}"
 *   register: import_result
 *   until: import_result is finished
 *   retries: 360
 *   delay: 10
 * ```
 * ## Safety
 * Safe: a job that ends in time is found and waited for as before. Making a polled launch `poll: 0` is
 * unsafe, as all hosts of the batch then run at once.
 *
 * ## When it refuses
 * - The numbers can't be told, or stand where they can't be changed; the refusal names the place.
 * - A look in passing: a task without `until` that ignores errors, or whose job runs until it is stopped.
 * - A value that has to be copied or moved belongs to an anchor, or is a template that can't be read.
 * - The launch's `poll` is a template: sometimes polled, sometimes not.
 */
import {
  attempt,
  type Change,
  checkBudget,
  type Finding,
  isAsyncStatus,
  isCleanup,
  isLooped,
  jobMode,
  launchesOf,
  lookAtAllItems,
  missingPlace,
  type Project,
  type StatusDefect,
  scopeOf,
  staleNote,
  statusesOf,
  type Task,
  type Transform,
  unpollLaunch,
  waitUntilFinished,
} from "../src/index.js";

/** One defect: what is wrong and the edit that mends it. */
interface Defect {
  readonly at: Finding["at"];
  readonly message: string;
  readonly safety: "safe" | "unsafe";
  /** @throws CannotEdit */
  readonly mend: (change: Change) => void;
  /** With it mended the task waits, where it looked once before. */
  readonly givesUntil: boolean;
}

/** The other status tasks that wait for one of the launches. */
function otherStatuses(status: Task, launches: readonly Task[], project: Project): readonly Task[] {
  return launches.flatMap((launch) => statusesOf(launch, project)).filter((other) => other !== status);
}

/** Where a status task names its job: findings of one task keep apart by their places. */
function placeOfJob(status: Task): Finding["at"] {
  const jid = status.action?.map?.entries.find(
    (entry) => entry.key.kind === "scalar" && entry.key.text === "jid",
  );
  return (jid?.value ?? status.action?.entry.key ?? status.node).span;
}

function defects(status: Task, launches: readonly Task[], project: Project): readonly Defect[] {
  const found: Defect[] = [];
  const safe = ({ message, mend }: StatusDefect, at: Finding["at"], givesUntil = false): void => {
    found.push({ message, at, safety: "safe", mend, givesUntil });
  };
  const [launch] = launches;
  if (launch === undefined) return found;
  const scope = scopeOf(status.file, project);
  const others = otherStatuses(status, launches, project);
  const until = waitUntilFinished(status, launches, others, scope);
  const ofUntil = status.value("until") ?? status.action?.entry.key ?? status.node;
  if (until !== undefined) safe(until, ofUntil.span, !status.has("until"));
  const all =
    launches.length === 1 && isLooped(launch) ? lookAtAllItems(status, launch, others, scope) : undefined;
  if (all !== undefined) safe(all, placeOfJob(status));
  const place = launches.length === 1 ? missingPlace(status, launch) : undefined;
  if (place !== undefined) safe(place, placeOfJob(status));
  return found;
}

function* onPolled(
  status: Task,
  launches: readonly Task[],
  project: Project,
  at: Finding["at"],
): Iterable<Finding> {
  for (const launch of launches) {
    const mode = jobMode(launch);
    if (mode !== "polled" && mode !== "templated") continue;
    const about = { file: status.file, task: status, at, safety: "unsafe" as const };
    if (mode === "templated") {
      // In another file: whether that one is included may hang on the same condition.
      if (launch.file === status.file)
        yield {
          ...about,
          message: "its job may be a polled one",
          outcome: {
            refused: `poll of the task in line ${launch.line} is a template; where it is above 0 the job's file is gone`,
            because: "poll of its job is a template; where it is above 0 the job's file is gone",
          },
        };
      continue;
    }
    const outcome = attempt("unsafe", (change) => unpollLaunch(launch, status, project, change));
    const mended = "fix" in outcome ? `: poll of the task in line ${launch.line} becomes 0` : "";
    const message = `its job is polled, and Ansible has deleted its file by then${mended}`;
    yield { ...about, message, outcome };
  }
}

function* check(status: Task, project: Project): Iterable<Finding> {
  const launches = launchesOf(status, project);
  if (launches.length === 0) return;
  const at = (status.value("retries") ?? status.action?.entry.key ?? status.node).span;
  yield* onPolled(status, launches, project, placeOfJob(status));
  const about = { file: status.file, task: status, at };
  let looksOnce = !status.has("until");
  for (const { message, at: where, safety, mend, givesUntil } of defects(status, launches, project)) {
    const outcome = attempt(safety, mend);
    if (givesUntil && "fix" in outcome) looksOnce = false;
    yield { ...about, at: where, message, safety, outcome };
  }
  // What looks once has no budget: in passing, at a job that another task waits for or that goes on.
  if (looksOnce) return;
  const budget = checkBudget(status, launches, project);
  if (budget.kind === "refused")
    yield {
      ...about,
      safety: "safe",
      message: budget.message,
      outcome: { refused: budget.why, because: budget.because },
    };
  else if (budget.kind === "fix") {
    const stale = staleNote(status.file, at.end);
    yield {
      ...about,
      safety: "safe",
      old: budget.old,
      new: budget.new,
      message: budget.message + stale,
      outcome: { fix: budget.change.fix("safe") },
    };
  }
}

export const repairStatus: Transform = {
  id: "repair-status",
  title: "an existing async_status finds its job and waits long enough",
  onByDefault: true,
  safety: "safe",
  *run(file, project) {
    for (const task of file.tasks().filter(isAsyncStatus)) if (!isCleanup(task)) yield* check(task, project);
  },
};
