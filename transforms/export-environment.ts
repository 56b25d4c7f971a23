/**
 * Moves literal `export` lines from the head of a script to `environment:`.
 *
 * ## What it does
 * Where the script of an asynchronous `shell` task starts with `export NAME=value` and the value is literal,
 * the line goes, and the task's `environment:` gets the variable. An `environment:` mapping that is there is
 * extended. `set …` and comments may stand among the exports; the first other statement ends the head.
 *
 * What needs the shell stays: `$PATH:/x`, `$(…)`, `~`, a glob, a Jinja template (the shell would read what it
 * gives once more). So does what would change more than the script: variables that the shell, the dynamic
 * linker, Python or Ansible read when they start (`PATH`, `IFS`, `LD_PRELOAD`, `PYTHONPATH`, `LC_ALL` …).
 *
 * A `shell` that was one for its exports only (`./build.sh --all` is left) becomes a `command`.
 *
 * ## Why
 * In `environment:` the values are data: they show in a diff, can come from variables, need no quoting for
 * the shell, and stay when the script becomes a `command`.
 *
 * ## Example
 * ```yaml
 * - name: Build the images
 *   ansible.builtin.shell: |
 *     set -e
 *     export LIBGUESTFS_BACKEND=direct
 *     ./build.sh | ./sign.sh
 *   async: 3600
 *   poll: 30
 * ```
 * ## Use instead
 * ```yaml
 * - name: Build the images
 *   ansible.builtin.shell: |
 *     set -e
 *     ./build.sh | ./sign.sh
 *   environment:
 *     LIBGUESTFS_BACKEND: direct
 *   async: 3600
 *   poll: 30
 * ```
 * ## Safety
 * Unsafe: the variables are set for the shell itself, and for the Ansible module that starts it, too; with
 * `set -x` the log no longer shows the exports.
 *
 * ## When it leaves a line alone
 * - One of its values is not literal, or one of its names is special, is exported twice, or is in
 *   `environment:` already.
 * - Something before it in the script mentions the variable.
 *
 * ## When it refuses
 * - `environment:` is a template, a list or empty, has a merge key, or belongs to other tasks too.
 * - What is left starts with a program that there is a module for (`apt-get`, `curl`, `systemctl` …), or needs
 *   no shell and yet can't be told to be the same as a `command`: ansible-lint would complain of it.
 * - Nothing but exports is in the script, or it can't be read for sure, or can't be spliced as it is written.
 */
import {
  attempt,
  CannotEdit,
  type Change,
  type Finding,
  isMap,
  isPlainCommand,
  jobMode,
  keyText,
  lintWantsCommand,
  lintWantsModule,
  namedExecutable,
  ownEntry,
  rewriteScript,
  runs,
  scriptSpan,
  sharedBecause,
  type Task,
  type TaskScript,
  type Transform,
  taskScript,
  taskSharedBecause,
} from "../src/index.js";

type Script = TaskScript["script"];
type ExportLine = Script["exports"][number];
type Span = ExportLine["span"];
type Environment = Readonly<Record<string, string>>;

/**
 * Variables that a program reads when it starts: the shell (POSIX.1-2017, 2.5.3; bash's BASH_ENV), libc and
 * its linker (ld.so(8), locale(7)), Python, and Ansible's job wrapper (ANSIBLE_ASYNC_DIR, and the folders for
 * temporary files). Set any earlier they would reach further than the script.
 */
const READ_AT_START =
  /^(?:PATH|HOME|SHELL|IFS|ENV|BASH_ENV|BASHOPTS|SHELLOPTS|POSIXLY_CORRECT|PS[0-4]|PWD|OLDPWD|SHLVL|UID|EUID|PPID|TMPDIR|TEMP|TMP|LANG|LANGUAGE|LC_.*|LD_.*|GLIBC_.*|MALLOC_.*|PYTHON.*|OPENSSL_.*|ANSIBLE_.*|_)$/;

/** Shells whose `export` is the one that was read. */
const POSIX_SHELLS: ReadonlySet<string> = new Set(["sh", "ash", "bash", "dash", "ksh", "mksh", "zsh"]);

function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (!/\w/.test(text[at - 1] ?? "") && !/\w/.test(text[at + name.length] ?? "")) return true;
  }
  return false;
}

/** The lines that may go, and the names of what has to stay. */
function sorted(script: Script, taken: ReadonlySet<string>): { go: ExportLine[]; stay: string[] } {
  const names = script.exports.flatMap((line) => line.variables.map(({ name }) => name));
  const go: ExportLine[] = [];
  const stay: string[] = [];
  let kept = "";
  let from = 0;
  for (const line of script.exports) {
    kept += script.text.slice(from, line.span.start);
    from = line.span.end;
    const moves = line.variables.every(
      ({ name, value, templated }) =>
        value !== null &&
        !templated &&
        !/\n|\{[{%#]/.test(value) &&
        !READ_AT_START.test(name) &&
        !taken.has(name) &&
        names.filter((other) => other === name).length === 1 &&
        !mentions(kept, name),
    );
    if (moves) go.push(line);
    else {
      stay.push(...line.variables.map(({ name }) => name));
      kept += script.text.slice(line.span.start, line.span.end);
    }
  }
  return { go, stay };
}

function valuesOf(lines: readonly ExportLine[]): Environment {
  return Object.fromEntries(
    lines.flatMap((line) => line.variables.map(({ name, value }) => [name, value ?? ""] as const)),
  );
}

/** What to delete: lines that touch as one, whole lines, and no blank line left to come first. */
function cuts(text: string, lines: readonly ExportLine[]): readonly Span[] {
  const found: { start: number; end: number }[] = [];
  for (const { span } of lines) {
    const last = found.at(-1);
    if (last?.end === span.start) last.end = span.end;
    else found.push({ ...span });
  }
  for (const cut of found) {
    const wholeLine = cut.start === 0 || text[cut.start - 1] === "\n";
    if (wholeLine && text[cut.end] === "\n" && text[cut.end - 1] !== "\n") cut.end++;
    if (cut.start === 0) while (text[cut.end] === "\n") cut.end++;
  }
  return found;
}

/**
 * Takes the lines out of the script; what is then left must not be worse than what was there.
 *
 * @returns what else becomes of the task, for its message
 */
function takeOut(change: Change, task: Task, { text }: Script, lines: readonly ExportLine[]): string {
  const parts = cuts(text, lines).map((at) => ({ at, text: "" }));
  const rest = parts.reduceRight((kept, { at }) => kept.slice(0, at.start) + kept.slice(at.end), text).trim();
  if (rest === "") throw new CannotEdit("nothing would be left of the script");
  const module = lintWantsModule(rest);
  if (module !== undefined)
    throw new CannotEdit(`what is left is work for the module ${module}: use it, with environment`);
  rewriteScript(change, task, parts);
  if (task.action?.options.has("executable") === true || !lintWantsCommand(rest)) return "";
  becomeCommand(change, task, rest);
  return "; what is left needs no shell: shell -> command";
}

/** A script that was one for its exports only becomes a command, where it surely comes to the same. */
function becomeCommand(change: Change, task: Task, rest: string): void {
  const { action } = task;
  const same = isPlainCommand(rest) && task.inherited("module_defaults") === undefined;
  if (!same || action?.form !== "module")
    throw new CannotEdit("what is left may need no shell: write it as a command with environment");
  change.renameKey(task.file, action.entry, action.module.replace(/shell$/, "command"));
}

function extend(change: Change, task: Task, environment: Environment): void {
  const keyword = task.keyword("environment");
  if (keyword === undefined) {
    const shared = taskSharedBecause(task);
    const behind = task.node.entries.find((entry) => keyText(entry) === "args") ?? task.action?.entry;
    if (shared !== undefined || behind === undefined) throw new CannotEdit(shared ?? "it has no action");
    change.addKey(task.file, task.node, ownEntry(task, behind), "environment", environment);
    return;
  }
  const shared = sharedBecause(task, keyword);
  if (shared !== undefined) throw new CannotEdit(`environment: ${shared}`);
  const map = keyword.value;
  const last = isMap(map) ? map.entries.at(-1) : undefined;
  if (!isMap(map) || last === undefined) throw new CannotEdit("its environment is no mapping with values");
  if (map.entries.some((entry) => keyText(entry) === "<<"))
    throw new CannotEdit("its environment has a merge key");
  for (const [name, value] of Object.entries(environment)) change.addKey(task.file, map, last, name, value);
}

/** The names that the task's environment sets already. */
function namesIn(task: Task): ReadonlySet<string> {
  const environment = task.value("environment");
  return new Set(isMap(environment) ? environment.entries.flatMap((entry) => keyText(entry) ?? []) : []);
}

function* check(task: Task): Iterable<Finding> {
  if (!runs(task.action, "shell") || jobMode(task) === "sync") return;
  const script = taskScript(task)?.script;
  const program = namedExecutable(task) ?? "sh";
  if (script === undefined || !POSIX_SHELLS.has(program.slice(program.lastIndexOf("/") + 1))) return;
  const { go, stay } = sorted(script, namesIn(task));
  const [first] = go;
  if (first === undefined) return;
  const environment = valuesOf(go);
  const left = stay.length === 0 ? "" : `; left in the script: ${[...new Set(stay)].join(", ")}`;
  const about = {
    file: task.file,
    task,
    at: scriptSpan(task, first.span) ?? task.action?.entry.span ?? task.span,
    safety: "unsafe" as const,
    message: `export ${Object.keys(environment).join(", ")} -> environment${left}`,
  };
  let also = "";
  const outcome = attempt("unsafe", (change) => {
    if (script.unsure) throw new CannotEdit("the script can't be read for sure");
    also = takeOut(change, task, script, go);
    extend(change, task, environment);
  });
  yield { ...about, message: "fix" in outcome ? about.message + also : about.message, outcome };
}

export const exportEnvironment: Transform = {
  id: "export-environment",
  title: "literal exports of an async shell script become environment:",
  onByDefault: false,
  safety: "unsafe",
  *run(file) {
    for (const task of file.tasks().with("async")) yield* check(task);
  },
};
