/** The ansible-core lines that the suite runs, oldest first. */
export type CoreLine = "2.14" | "2.16" | "2.18" | "2.19";

/**
 * How a run ended for one host. `failed at X` names the task; where it is an async_status task it says
 * `failed at async_status`, since the fix chooses that task's name. `rescued` and `ignored` are runs that
 * went on to the end after a failure.
 */
export type Verdict = "ok" | "rescued" | "ignored" | `failed at ${string}` | `unreachable at ${string}`;

export type Verdicts = Readonly<Record<string, Verdict>>;

/** One call of ansible-playbook, made on the case's files before and after the fix. */
export interface Run {
  readonly name: string;
  /** Options of ansible-playbook, such as `--check` or `--tags x`. */
  readonly args?: readonly string[];
  /** The oldest and the newest line that this run is meant for. */
  readonly since?: CoreLine;
  readonly until?: CoreLine;
  readonly before: Verdicts;
  readonly after: Verdicts;
  /**
   * Job files left behind: before, then after the fix. Left out: both runs must leave equally many. `any`
   * where Ansible gives up on a polled job: it removes the file, and the job's own watcher may write it again
   * when it kills the job, up to 5 s later (lib/ansible/modules/async_wrapper.py).
   */
  readonly jobFiles?: readonly [number, number] | "any";
  /** The fix puts other tasks in the place of one: which ran is not compared, only what came of it. */
  readonly otherTasks?: true;
  /** Names of tasks that the fix adds, beside async_status tasks: the hosts run them after the fix only. */
  readonly adds?: readonly string[];
  /**
   * Messages of debug tasks that must be as written in the run after the fix, for a host whose values
   * change. Where both runs end alike for a host, all its messages must be equal and nothing is written.
   */
  readonly says?: Readonly<Record<string, readonly string[]>>;
}

/** A playbook, the fix that is applied to it, and what must come of both. */
export interface Case {
  readonly transform: string;
  readonly name: string;
  /** Arguments of `async-fix`, before the path. */
  readonly args: readonly string[];
  /** Texts by path; `site.yml` is run, `inventory` is written by the harness where it is absent. */
  readonly files: Readonly<Record<string, string>>;
  /** Files as an engineer would fix them: what `--fix hand` puts in the place of the command's output. */
  readonly byHand?: Readonly<Record<string, string>>;
  readonly runs: readonly Run[];
  /** The lines to run it under, as far as its runs are meant for them; all where left out. */
  readonly lines?: readonly CoreLine[];
  /** Needs sudo and the second user. */
  readonly needsUser?: true;
  /** Job files where Ansible puts them by itself, not in a folder of the run's own. */
  readonly ownAsyncDir?: true;
  /** Text that neither run may print: a secret of a `no_log` task. */
  readonly secret?: string;
  /** Why the case isn't run yet; it is then skipped aloud. */
  readonly pending?: string;
}
