/**
 * Runs an asynchronous `shell` script that needs bash in bash.
 *
 * ## What it does
 * Where the script of an asynchronous `shell` task uses what only bash understands (`source`,
 * `set -o pipefail`, `[[ ]]`, arrays, `<( )`, `<<<`, `$'…'`, `function f`, `{a..b}`, `&>` …) and nothing names
 * its shell, the task gets `executable: /bin/bash`: in its `args:`, or in the mapping that holds its other
 * options.
 *
 * The script is read by a shell parser, Jinja left as it is: `source` in a quoted text, in a comment or
 * in a here-document is none. `.` is POSIX, and so is everything else that dash runs as bash does.
 *
 * ## Why
 * `shell` runs `/bin/sh`. On Debian and Ubuntu that is dash, to which `source` is "not found" (rc 127),
 * `set -o pipefail` an "Illegal option" (rc 2), and `&>` a `&` that sends the command to the background. An
 * asynchronous task shows that late, or not at all.
 *
 * ## Example
 * ```yaml
 * - name: Dump the database
 *   ansible.builtin.shell: |
 *     set -o pipefail
 *     pg_dump app | gzip > /backup/app.gz
 *   async: 3600
 *   poll: 30
 * ```
 * ## Use instead
 * ```yaml
 * - name: Dump the database
 *   ansible.builtin.shell: |
 *     set -o pipefail
 *     pg_dump app | gzip > /backup/app.gz
 *   args:
 *     executable: /bin/bash
 *   async: 3600
 *   poll: 30
 * ```
 * ## Safety
 * Safe: where /bin/sh is bash (Red Hat, SUSE), the same program runs the same script. There bash leaves its
 * POSIX mode, in which a `source` of a missing file ends the script: add `set -e` if that is wanted.
 *
 * ## When it leaves a task alone
 * - `executable` is named: as an option in any form, by `module_defaults`, or by `ansible_shell_executable`
 *   in the `vars` of the task, of a block around it or of its play.
 * - It is `win_shell`, or the play evidently targets Windows.
 *
 * ## When it refuses
 * - The script can't be read for sure.
 * - The script assigns a variable that bash keeps for itself (`UID`, `RANDOM`, `SECONDS` …).
 * - The task's options are a template, or belong to an anchor that other tasks use.
 */
import {
  addArgument,
  attempt,
  type Finding,
  jobMode,
  namedExecutable,
  runs,
  scriptSpan,
  type Task,
  type Transform,
  targetsWindows,
  taskScript,
} from "../src/index.js";

/** What runs a script whose shell nobody names (lib/ansible/config/base.yml, DEFAULT_EXECUTABLE). */
const SH = "/bin/sh";
const BASH = "/bin/bash";

type Script = NonNullable<ReturnType<typeof taskScript>>["script"];

/**
 * Variables of which bash (5.2, "Shell Variables" in its manual) refuses or forgets an assignment, and which
 * are like any other to dash.
 */
const KEPT_BY_BASH: ReadonlySet<string> = new Set(
  (
    "BASHOPTS BASHPID BASH_VERSINFO DIRSTACK EPOCHREALTIME EPOCHSECONDS EUID FUNCNAME GROUPS HISTCMD PPID RANDOM " +
    "SECONDS SHELLOPTS SRANDOM UID"
  ).split(" "),
);

/** Builtins whose arguments are names of variables, or assignments. */
const ASSIGNING: ReadonlySet<string> = new Set(["export", "local", "read", "readonly"]);

/** A variable that the script sets for itself, and that bash would not let it have. */
function takenVariable(script: Script): string | undefined {
  const names = script.commands.flatMap((command) => [
    ...command.assignments.map(({ name }) => name),
    ...(ASSIGNING.has(command.program) ? command.args.map((arg) => arg.split("=", 1)[0] ?? "") : []),
  ]);
  return names.find((name) => KEPT_BY_BASH.has(name));
}

/** What makes it bash, as people write it: at most three, in the script's order. */
function listed(script: Script): string {
  const all = [...new Set(script.bashisms.map(({ what }) => what))];
  return all.length > 3 ? `${all.slice(0, 3).join(", ")} and ${all.length - 3} more` : all.join(", ");
}

function unfit(script: Script): string | undefined {
  if (script.unsure) {
    const why = script.errors[0]?.message;
    return `the script can't be read for sure${why === undefined ? "" : ` (${why})`}: see whether it needs bash`;
  }
  const taken = takenVariable(script);
  return taken === undefined
    ? undefined
    : `the script assigns ${taken}, a variable that bash keeps for itself: give it another name first`;
}

function* check(task: Task): Iterable<Finding> {
  if (!runs(task.action, "shell") || jobMode(task) === "sync") return;
  const script = taskScript(task)?.script;
  const first = script?.bashisms[0];
  if (script === undefined || first === undefined) return;
  if (namedExecutable(task) !== undefined || targetsWindows(task)) return;
  const at = scriptSpan(task, first.span) ?? task.action?.entry.span ?? task.span;
  const about = { file: task.file, task, at, safety: "safe" as const };
  const unfitBecause = unfit(script);
  if (unfitBecause !== undefined) {
    yield {
      ...about,
      message: `the script seems to need bash (${listed(script)})`,
      outcome: { refused: unfitBecause },
    };
    return;
  }
  const message = `executable ${SH} -> ${BASH}: the script needs it for ${listed(script)}`;
  const outcome = attempt(
    "safe",
    (change) => addArgument(change, task, "executable", BASH),
    (why) => `it can't be added to this task alone: ${why}`,
  );
  yield { ...about, old: SH, ...("fix" in outcome ? { new: BASH } : {}), message, outcome };
}

export const bashForBashisms: Transform = {
  id: "bash-for-bashisms",
  title: "an async shell script that needs bash runs in /bin/bash",
  onByDefault: true,
  safety: "safe",
  *run(file) {
    for (const task of file.tasks().with("async")) yield* check(task);
  },
};
