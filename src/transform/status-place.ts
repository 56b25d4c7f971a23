import type { Keyword, Task } from "../ansible/model.js";
import { isLooped } from "../ansible/scope.js";
import { type Emittable, Verbatim } from "../yaml/emit.js";
import { keyText, type YamlEntry } from "../yaml/tree.js";
import { CannotEdit, type Change, sharedBecause, taskSharedBecause } from "./change.js";
import { variablesIn } from "./copied.js";
import { isLocalAction, LOCALHOST } from "./same-place.js";
import type { StatusDefect } from "./status-until.js";

/**
 * The keywords that decide in whose home, on which host, a job file is. `environment` is none of them: it
 * changes nothing about where async_status looks (measured).
 */
const DECIDING = [
  "become",
  "become_user",
  "become_method",
  "become_flags",
  "delegate_to",
  "remote_user",
  "connection",
] as const;

/** Of these, those that hardly ever come to what holds without them, whatever their template says. */
const TEMPLATED: readonly string[] = ["become_user", "delegate_to"];

function readsItsVars(launch: Task, { value }: Keyword): boolean {
  return [...variablesIn(value)].some((name) => launchVariable(launch, name));
}

/** Whether a value can be compared as text: a template may come to the same by other words. */
function isLiteral(keyword: Keyword): boolean {
  return keyword.value.kind === "scalar" && !keyword.value.text.includes("{");
}

interface Missing {
  readonly key: string;
  readonly value: Emittable;
  readonly says: string;
}

function missing(launch: Task, key: string, keyword: Keyword): Missing {
  return { key, value: new Verbatim(keyword.value, launch.file.source), says: sayOf(keyword) };
}

/** The keywords of the launch itself that nothing around or at the status task says. */
function missingKeywords(status: Task, launch: Task): readonly Missing[] {
  if (isLooped(launch) || isLooped(status)) return [];
  const local = isLocalAction(status);
  const found = DECIDING.flatMap((key): Missing[] => {
    const keyword = launch.keyword(key);
    const there = status.inherited(key);
    if (keyword === undefined || (key === "delegate_to" && local)) return [];
    if (!isLiteral(keyword)) {
      return there === undefined && TEMPLATED.includes(key) && !readsItsVars(launch, keyword)
        ? [missing(launch, key, keyword)]
        : [];
    }
    if (there === undefined) return [missing(launch, key, keyword)];
    // What is said at the launch and, otherwise, around both: the launch's own word counts for its job.
    const own = status.has(key);
    const differs = isLiteral(there.keyword) && sayOf(there.keyword) !== sayOf(keyword);
    return !own && differs ? [missing(launch, key, keyword)] : [];
  });
  const lacksHost = isLocalAction(launch) && !local && status.inherited("delegate_to") === undefined;
  return lacksHost ? [...found, { key: "delegate_to", value: LOCALHOST, says: LOCALHOST }] : found;
}

function sayOf(keyword: Keyword): string {
  return keyword.value.kind === "scalar" ? String(keyword.value.value) : "";
}

function asyncDir(task: Task): YamlEntry | undefined {
  const vars = task.value("vars");
  return vars?.kind === "map"
    ? vars.entries.find((entry) => keyText(entry) === "ansible_async_dir")
    : undefined;
}

/** `ansible_async_dir` at the launch only: its job file is there, the status task looks in the user's home. */
function missingDirectory(status: Task, launch: Task): YamlEntry | undefined {
  const entry = asyncDir(launch);
  return entry === undefined || asyncDir(status) !== undefined ? undefined : entry;
}

/** Does the author look elsewhere on purpose: a test that expects not to find the job? */
function expectsFailure(status: Task): boolean {
  return status.text("ignore_errors") !== undefined || status.text("failed_when") !== undefined;
}

/** Another user than the launch's, named by the status task itself: it looks in that one's home. */
function anotherUser(status: Task, launch: Task): StatusDefect | undefined {
  if (isLooped(launch) || asyncDir(launch) !== undefined || !status.has("become_user")) return undefined;
  const [here, there] = [status.keyword("become_user"), launch.inherited("become_user")?.keyword];
  if (here === undefined || there === undefined || !isLiteral(here) || !isLiteral(there)) return undefined;
  if (sayOf(here) === sayOf(there)) return undefined;
  return {
    message: `its job runs as ${sayOf(there)}, and it looks as ${sayOf(here)}: it can't find the job file`,
    mend: (change) => {
      refuseExpectedFailure(status);
      const shared = sharedBecause(status, here);
      if (shared !== undefined) throw new CannotEdit(shared);
      change.setValue(status.file, here.entry, sayOf(there));
    },
  };
}

function refuseExpectedFailure(status: Task): void {
  if (expectsFailure(status))
    throw new CannotEdit(
      "it seems to expect a failure (ignore_errors or failed_when); is it meant to look elsewhere?",
    );
}

/** The user, host or folder of the launch that the status task does not have. */
export function missingPlace(status: Task, launch: Task): StatusDefect | undefined {
  const keywords = missingKeywords(status, launch);
  const directory = missingDirectory(status, launch);
  if (keywords.length === 0 && directory === undefined) return anotherUser(status, launch);
  const what = [
    ...keywords.map(({ key, says }) => `${key}: ${says}`),
    ...(directory === undefined ? [] : ["ansible_async_dir"]),
  ].join(", ");
  return {
    message: `its job runs with ${what}, and it looks without: it can't find the job file`,
    mend: (change) => {
      refuseExpectedFailure(status);
      addPlace(status, launch, keywords, directory, change);
    },
  };
}

function addPlace(
  status: Task,
  launch: Task,
  keywords: readonly Missing[],
  directory: YamlEntry | undefined,
  change: Change,
): void {
  const last = status.node.entries.at(-1);
  if (last === undefined) throw new CannotEdit("the task has no keys of its own");
  const shared = taskSharedBecause(status);
  if (shared !== undefined) throw new CannotEdit(shared);
  const { source } = launch.file;
  for (const { key, value } of keywords) change.addKey(status.file, status.node, last, key, value);
  if (directory === undefined) return;
  const unknown = [...variablesIn(directory.value)].find((name) => launchVariable(launch, name));
  if (unknown !== undefined)
    throw new CannotEdit(`ansible_async_dir reads ${unknown}, a variable of the launch alone`);
  const value = new Verbatim(directory.value, source);
  const vars = status.keyword("vars");
  if (vars === undefined) change.addKey(status.file, status.node, last, "vars", { ansible_async_dir: value });
  else if (vars.value.kind === "map" && vars.origin === "own") {
    const behind = vars.value.entries.at(-1);
    if (behind === undefined) throw new CannotEdit("its vars are empty");
    change.addKey(status.file, vars.value, behind, "ansible_async_dir", value);
  } else throw new CannotEdit("its vars are not its own");
}

function launchVariable(launch: Task, name: string): boolean {
  const vars = launch.value("vars");
  return name === "item" || (vars?.kind === "map" && vars.entries.some((entry) => keyText(entry) === name));
}
