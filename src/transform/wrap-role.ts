import { readFreeForm } from "../ansible/arguments.js";
import { isBuiltin } from "../ansible/builtin-modules.js";
import { expressionsIn } from "../ansible/expressions.js";
import type { Keyword, Task } from "../ansible/model.js";
import { knownNumber, timing } from "../ansible/timing.js";
import { readNames } from "../jinja/names.js";
import type { EmittableMap } from "../yaml/emit.js";
import { keyText, type YamlEntry, type YamlMap, type YamlNode } from "../yaml/tree.js";
import { ASYNC_ROLE } from "./async-role.js";
import { CannotEdit } from "./change.js";
import { type Composed, compose, made, moved, type Part } from "./compose.js";
import { writtenAgain } from "./copied.js";
import { readsOwnResult } from "./result-keys.js";
import { boundToItsRole } from "./role-context.js";
import type { WrapRequest } from "./wrap.js";

/** Keywords that an include does not hand to the tasks it includes: they go into `apply`. */
const APPLIED: ReadonlySet<string> = new Set([
  "become",
  "become_user",
  "become_method",
  "become_flags",
  "become_exe",
  "delegate_to",
  "run_once",
  "remote_user",
  "connection",
  "port",
  "check_mode",
  "diff",
  "any_errors_fatal",
  "ignore_unreachable",
  "module_defaults",
]);

/** Keywords that an include_role takes itself (playbook/task_include.py, VALID_INCLUDE_KEYWORDS). */
const KEPT: ReadonlySet<string> = new Set(["name", "when", "collections", "debugger"]);

/** What the modules call their options, and the role. */
const ARGUMENTS: ReadonlyMap<string, string> = new Map([
  ["cmd", "async_task_cmd"],
  ["_raw_params", "async_task_cmd"],
  ["argv", "async_task_argv"],
  ["chdir", "async_task_chdir"],
  ["creates", "async_task_creates"],
  ["removes", "async_task_removes"],
  ["stdin", "async_task_stdin"],
  ["executable", "async_task_executable"],
]);

/** The parts of a task that calls the role. */
interface Call {
  readonly applied: Part[];
  readonly vars: Part[];
  readonly register: Part[];
}

function constant(keyword: Keyword): unknown {
  return keyword.value.kind === "scalar" ? keyword.value.value : undefined;
}

function argument(map: YamlMap, entry: YamlEntry, shell: boolean): Part {
  const name = keyText(entry) ?? "";
  const key = ARGUMENTS.get(name);
  if (key === undefined || (name === "executable" && !shell))
    throw new CannotEdit(`the role has no argument for ${name}`);
  return moved(map, entry, key);
}

/** The command of a free form (`shell: echo hi chdir=/tmp`). */
function freeForm(task: Task, entry: YamlEntry, value: YamlNode, shell: boolean): readonly Part[] {
  if (value.kind !== "scalar" || typeof value.value !== "string")
    throw new CannotEdit("its command is no text");
  const { text, options } = readFreeForm(value.text, true);
  if (text === "") throw new CannotEdit("it has no command");
  // Ansible joins lines at a backslash before it looks at the words (parsing/splitter.py); shlex would keep it.
  if (!shell && /\\\r?\n/.test(value.text)) throw new CannotEdit("its words go on behind a backslash");
  if (options.size === 0) return [moved(task.node, entry, "async_task_cmd")];
  const vars: Record<string, string> = { async_task_cmd: text };
  for (const [name, option] of options) {
    const key = ARGUMENTS.get(name);
    if (key === undefined || (name === "executable" && !shell))
      throw new CannotEdit(`the role has no argument for ${name}`);
    vars[key] = option;
  }
  return made(vars);
}

/** The command and its options, in whichever form the task has them. */
function commandParts(task: Task): readonly Part[] {
  const { action } = task;
  const shell = action !== undefined && isBuiltin(action.module, "shell");
  if (action === undefined || (!shell && !isBuiltin(action.module, "command")))
    throw new CannotEdit(
      `it runs ${action?.module ?? "nothing"}: the role runs commands only; wrap-in-block takes any module`,
    );
  if (action.form !== "module") throw new CannotEdit(`it names its module in ${action.form}`);
  const keyword = task.keyword(keyText(action.entry) ?? "");
  if (keyword?.origin !== "own") throw new CannotEdit("its command is shared with other tasks");
  const parts =
    action.map === undefined
      ? freeForm(task, action.entry, keyword.value, shell)
      : action.map.entries.map((entry) => argument(action.map ?? task.node, entry, shell));
  const args = task.keyword("args");
  if (args === undefined) return [...parts, ...shellPart(shell)];
  if (args.value.kind !== "map" || args.origin !== "own")
    throw new CannotEdit("its args are no mapping of its own");
  const map = args.value;
  const rest = map.entries.map((entry) => argument(map, entry, shell));
  return [...parts, ...shellPart(shell), ...rest];
}

function shellPart(shell: boolean): readonly Part[] {
  return shell ? made({ async_task_shell: true }) : [];
}

function timePart(task: Task, key: "async" | "poll", name: string): readonly Part[] {
  const keyword = task.keyword(key);
  const time = timing(task, key);
  if (keyword === undefined || time.kind === "absent") return [];
  if (time.kind === "unreadable") throw new CannotEdit(`its ${key} is neither a number nor a template`);
  if (time.kind === "template" && time.deciding.kind === "omit")
    throw new CannotEdit(`its ${key} may be left out`);
  const seconds = key === "poll" ? knownNumber(time) : undefined;
  const asWritten = time.kind === "number" && String(time.scalar.text) === String(time.value);
  return key === "poll" && seconds !== undefined && !asWritten
    ? made({ [name]: seconds })
    : [moved(task.node, keyword.entry, name)];
}

/** Does anything ask whether the task failed? */
function asksForFailure({ task, flow }: WrapRequest): boolean {
  const tests = new Set(["failed", "failure", "succeeded", "success", "successful"]);
  return (
    flow?.reads.some(
      ({ read, holder }) =>
        holder !== task &&
        (tests.has(read.test?.name ?? "") ||
          read.path.includes("failed") ||
          read.path.includes("failed_when_result")),
    ) ?? false
  );
}

/** `failed_when: false` is what the role calls ignoring errors, where nobody asks whether it failed. */
function conditionParts(request: WrapRequest, key: "changed_when" | "failed_when"): readonly Part[] {
  const { task } = request;
  const keyword = task.keyword(key);
  if (keyword === undefined) return [];
  // A command that runs has changed something anyway.
  if (key === "changed_when" && constant(keyword) === true)
    return [{ kind: "comments", from: task.node, entry: keyword.entry }];
  if (key === "failed_when" && constant(keyword) === false && !asksForFailure(request))
    return made({ async_task_ignore_errors: true });
  const what = readsOwnResult(task, key) ? "reads its result" : "has no place at an include";
  throw new CannotEdit(`its ${key} ${what}: wrap-in-block takes it along`);
}

function environmentPart(task: Task, keyword: Keyword): Part {
  const { value } = keyword;
  const template = value.kind === "scalar" && /^\s*\{\{.*\}\}\s*$/s.test(value.text);
  if (value.kind !== "map" && !template)
    throw new CannotEdit("its environment is neither a mapping nor a template");
  return moved(task.node, keyword.entry, "async_task_environment");
}

function ignoreErrorsPart({ task, flow }: WrapRequest, keyword: Keyword): readonly Part[] {
  const later = flow?.reads.some(({ holder, interest }) => holder !== task && interest !== "job");
  if (later === true)
    throw new CannotEdit("its failure is ignored and its result read: wrap-in-block keeps both in one place");
  return [moved(task.node, keyword.entry, "async_task_ignore_errors")];
}

/** Sorts the keywords of the task into the call. @returns those that stay at the task, in order */
function sortKeywords(request: WrapRequest, call: Call): readonly Part[] {
  const { task } = request;
  const { source } = task.file;
  const stay: Part[] = [];
  for (const keyword of task.keywords.values()) {
    const { key, entry, value } = keyword;
    const copy = writtenAgain(entry.value, source);
    if (entry === task.action?.entry || key === "args" || key === "async" || key === "poll" || key === "vars")
      continue;
    if (KEPT.has(key)) stay.push(moved(task.node, entry));
    else if (APPLIED.has(key)) call.applied.push(moved(task.node, entry));
    else if (key === "tags") {
      call.applied.push(...made({ tags: copy }));
      stay.push(moved(task.node, entry));
    } else if (key === "no_log") {
      call.applied.push(...made({ no_log: copy }));
      call.vars.push(...made({ async_task_no_log: copy }));
      stay.push(moved(task.node, entry));
    } else if (key === "environment") call.vars.push(environmentPart(task, keyword));
    else if (key === "register") {
      if (value.kind !== "scalar") throw new CannotEdit("its register is no name");
      call.register.push(moved(task.node, entry));
      call.vars.push(...made({ async_task_register: value.text }));
    } else if (key === "ignore_errors") call.vars.push(...ignoreErrorsPart(request, keyword));
    else if (key === "changed_when" || key === "failed_when") call.vars.push(...conditionParts(request, key));
    else if (key === "notify") throw new CannotEdit("it notifies a handler: wrap-in-block takes that along");
    else throw new CannotEdit(`${key} has no place at an include`);
  }
  return stay;
}

/** Keywords that are evaluated at the include itself. */
const AT_THE_INCLUDE: ReadonlySet<string> = new Set(["name", "when", "no_log", "tags", "register"]);

/**
 * The task's own vars, which its command may read. In `vars` of an include ansible-lint wants the role's prefix
 * (var-naming[no-role-prefix]); in `apply` they reach the role's tasks as well (measured, 2.14 to 2.19).
 */
function addOwnVars(task: Task, call: Call): void {
  const vars = task.keyword("vars");
  if (vars === undefined) return;
  if (vars.value.kind !== "map" || vars.origin !== "own")
    throw new CannotEdit("its vars are no mapping of its own");
  const map = vars.value;
  const names = map.entries.map((entry) => keyText(entry) ?? "<<");
  if (names.includes("<<")) throw new CannotEdit("a merge key fills its vars");
  const parts = map.entries.map((entry) => moved(map, entry));
  if (names.every((name) => name.startsWith("ansible_"))) {
    call.vars.unshift(...parts);
    return;
  }
  const outside = expressionsIn(task)
    .filter(({ keyword }) => AT_THE_INCLUDE.has(keyword))
    .flatMap(({ node }) => readNames(node).map(({ root }) => root));
  const read = names.find((name) => outside.includes(name));
  if (read !== undefined)
    throw new CannotEdit(`${read} is read at the include itself: wrap-in-block takes it along`);
  call.applied.push({ kind: "map", key: "vars", parts, as: vars.entry });
}

/**
 * A task that runs a command asynchronously, as a call of the async_task role.
 *
 * @param seconds what `async_task_poll` is where the task was not polled
 * @throws CannotEdit where the role can't do what the task does
 */
export function wrappedInRole(request: WrapRequest, seconds: number | undefined): Composed {
  const { task, project } = request;
  const call: Call = { applied: [], vars: [], register: [] };
  const command = commandParts(task);
  const stay = sortKeywords(request, call);
  addOwnVars(task, call);
  const poll =
    seconds === undefined ? timePart(task, "poll", "async_task_poll") : made({ async_task_poll: seconds });
  const evaluated = [...task.keywords.values()].filter(({ key }) => key !== "when" && key !== "name");
  const bound = boundToItsRole(
    evaluated.map(({ value }) => value),
    task,
    project,
  );
  if (bound !== undefined) throw new CannotEdit(`it reads ${bound}, which is another one inside of a role`);
  const name = stay.filter((part) => keyOf(part) === "name");
  const others = stay.filter((part) => keyOf(part) !== "name");
  const all = [...command, ...timePart(task, "async", "async_task_timeout"), ...poll, ...call.vars];
  const twice = all
    .flatMap((part) => keyOf(part) ?? [])
    .find((key, index, keys) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw new CannotEdit(`${twice} would be there twice`);
  const role: EmittableMap = { name: ASYNC_ROLE };
  return compose(task, [
    ...name,
    {
      kind: "map",
      key: "ansible.builtin.include_role",
      parts: [
        ...made(role),
        ...(call.applied.length === 0 ? [] : [{ kind: "map", key: "apply", parts: call.applied } as const]),
      ],
      ...(task.action?.map === undefined || task.action.map.flow ? {} : { as: task.action.entry }),
    },
    {
      kind: "map",
      key: "vars",
      parts: all,
    },
    ...call.register,
    ...others,
  ]);
}

function keyOf(part: Part): string | undefined {
  if (part.kind === "comments") return undefined;
  return part.kind === "moved" ? (part.key ?? keyText(part.entry)) : part.key;
}
