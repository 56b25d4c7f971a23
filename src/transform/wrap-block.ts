import type { Keyword, Task } from "../ansible/model.js";
import { scopeOf } from "../ansible/scope.js";
import { DEFAULT_POLL, knownNumber, type Timing, timing } from "../ansible/timing.js";
import type { EmittableMap } from "../yaml/emit.js";
import { CannotEdit } from "./change.js";
import { type Composed, compose, made, moved, type Part } from "./compose.js";
import { textsIn, writtenAgain } from "./copied.js";
import { FreshNames } from "./fresh-name.js";
import { guardedCondition, hasReturnCode, RESULT_CONDITIONS, readsOwnResult } from "./result-keys.js";
import { KILL_DELAY, operandOf, statusName } from "./status-task.js";
import type { WrapRequest } from "./wrap.js";

/** Keywords of a task that a block takes and hands to its tasks (playbook/block.py and its mixins). */
const OF_THE_BLOCK: ReadonlySet<string> = new Set([
  "when",
  "tags",
  "become",
  "become_user",
  "become_method",
  "become_flags",
  "become_exe",
  "delegate_to",
  "run_once",
  "ignore_unreachable",
  "environment",
  "vars",
  "no_log",
  "check_mode",
  "diff",
  "connection",
  "remote_user",
  "port",
  "collections",
  "module_defaults",
  "any_errors_fatal",
  "debugger",
]);

/** The registers of the launch and of the task that waits. */
interface Names {
  readonly job: string;
  readonly result: string;
}

const fresh = new FreshNames();

function chooseNames({ task, flow, project }: WrapRequest): Names {
  const scope = scopeOf(task.file, project);
  if (flow === undefined)
    return { job: fresh.fromTask(task, "job", scope), result: fresh.fromTask(task, "status", scope) };
  return { job: fresh.fromRegister(flow.register, "job", task, scope), result: flow.register };
}

function isConstant(keyword: Keyword | undefined, value: boolean): boolean {
  return keyword?.value.kind === "scalar" && keyword.value.value === value;
}

/** A failure neither stops the play nor gets to a rescue. */
function failureIsIgnored(task: Task): boolean {
  return isConstant(task.keyword("ignore_errors"), true) || isConstant(task.keyword("failed_when"), false);
}

/** A block asks its `when` again for each of its tasks. */
function refuseChangingWhen(task: Task): void {
  const when = task.value("when");
  if (when === undefined) return;
  if (readsOwnResult(task, "when"))
    throw new CannotEdit("its when reads its own result, which the block would change");
  if (
    [...textsIn(when)].some((text) =>
      /\b(?:lookup|query|q)\s*\(|\bis\s+(?:not\s+)?(?:exists|file|directory)\b/.test(text),
    )
  )
    throw new CannotEdit("its when looks something up: a block asks it again for each of its tasks");
}

/** `async` may come to 0, as in check mode, and then there is no job whose result could be read. */
function refuseWithoutJob({ task, flow }: WrapRequest): void {
  const limit = timing(task, "async");
  const mayBeZero =
    limit.kind === "template" && (limit.deciding.kind === "ternary" || limit.deciding.kind === "omit");
  const read = flow?.reads.some(({ holder, interest }) => holder !== task && interest === "result");
  if (mayBeZero && read === true)
    throw new CannotEdit("its async may be 0: then there is no job, and its result is read");
}

function amount(time: Timing, fallback: number): { readonly number: number } | { readonly operand: string } {
  const known = time.kind === "absent" ? fallback : time.kind === "number" ? time.value : undefined;
  const written = time.kind === "template" && time.deciding.kind === "constant" ? knownNumber(time) : known;
  if (written !== undefined) return { number: written };
  const operand = time.kind === "template" ? operandOf(time.scalar.text) : undefined;
  if (operand === undefined) throw new CannotEdit("its async or poll is neither a number nor one expression");
  return { operand };
}

/** Looks that cover the job's time and what its watcher takes to kill it, as `retries`. */
function looks(
  task: Task,
  delay: { readonly number: number } | { readonly operand: string },
): number | string {
  const limit = amount(timing(task, "async"), 0);
  if ("number" in limit && "number" in delay) return Math.ceil((limit.number + KILL_DELAY) / delay.number);
  const time = "number" in limit ? String(limit.number) : `${limit.operand} | int`;
  if ("number" in delay) return `{{ (${time} + ${KILL_DELAY - 1 + delay.number}) // ${delay.number} }}`;
  return `{{ (${time} + ${KILL_DELAY - 1} + ${delay.operand} | int) // ${delay.operand} | int }}`;
}

/**
 * The name of one of the block's tasks. ansible-lint wants templates at the end of a name (name[template]), and
 * every task named (name[missing]).
 */
function named(task: Task, prefix: string): EmittableMap {
  const name = statusName(task).replace(/^Wait for job/, prefix);
  const before = name.slice(0, name.lastIndexOf("}}"));
  const atTheEnd = !name.includes("{{") || (name.endsWith("}}") && before.split("{{").length === 2);
  return { name: atTheEnd ? name : withoutTemplates(name) };
}

function withoutTemplates(name: string): string {
  let out = "";
  let at = 0;
  for (let open = name.indexOf("{{"); open !== -1; open = name.indexOf("{{", at)) {
    const close = name.indexOf("}}", open);
    out += name.slice(at, open);
    at = close === -1 ? name.length : close + 2;
  }
  return (out + name.slice(at)).replace(/\s+/g, " ").trim();
}

function launchParts(task: Task, names: Names): readonly Part[] {
  const { action } = task;
  if (action === undefined) throw new CannotEdit("it has no action");
  if (action.form === "local_action")
    throw new CannotEdit("local_action would run the job elsewhere than its status");
  const at = (key: string): readonly Part[] => {
    const keyword = task.keyword(key);
    return keyword === undefined ? [] : [moved(task.node, keyword.entry)];
  };
  const failed = task.keyword("failed_when");
  const ignored = task.keyword("ignore_errors");
  return [
    ...made(named(task, "Start job")),
    moved(task.node, action.entry),
    ...at("args"),
    ...at("async"),
    ...made({ poll: 0, register: names.job }),
    // A launch always says "changed"; whether the job changed anything its status tells.
    ...made({ changed_when: false }),
    ...(isConstant(failed, false) ? made({ failed_when: false }) : []),
    ...(ignored === undefined
      ? []
      : made({ ignore_errors: writtenAgain(ignored.entry.value, task.file.source) })),
  ];
}

function statusParts(request: WrapRequest, names: Names, seconds: number | undefined): readonly Part[] {
  const { task } = request;
  const poll = task.keyword("poll");
  const delay = seconds === undefined ? amount(timing(task, "poll"), DEFAULT_POLL) : { number: seconds };
  const asWritten = seconds === undefined && poll !== undefined && timing(task, "poll").kind !== "absent";
  const register = task.keyword("register");
  // Where errors are ignored a launch that failed has to show in the result: its status then fails too.
  const ignored = task.keyword("ignore_errors");
  const guard =
    task.inherited("ignore_errors") !== undefined
      ? `${names.job} is not skipped`
      : `${names.job}.ansible_job_id is defined`;
  const conditions = RESULT_CONDITIONS.flatMap((key): readonly Part[] => {
    const keyword = task.keyword(key);
    if (keyword === undefined) return [];
    return readsOwnResult(task, key)
      ? made({ [key]: guardedCondition(key, keyword, task, names.result, undefined) })
      : [moved(task.node, keyword.entry)];
  });
  const notify = task.keyword("notify");
  return [
    ...made(named(task, "Wait for job")),
    ...made({ "ansible.builtin.async_status": { jid: `{{ ${names.job}.ansible_job_id }}` } }),
    ...(register === undefined ? made({ register: names.result }) : [moved(task.node, register.entry)]),
    ...made({ until: `${names.result} is finished`, retries: looks(task, delay) }),
    ...(asWritten && poll !== undefined
      ? [moved(task.node, poll.entry, "delay")]
      : made({ delay: "number" in delay ? delay.number : DEFAULT_POLL })),
    ...made({ when: guard }),
    ...conditions,
    ...(ignored === undefined ? [] : [moved(task.node, ignored.entry)]),
    ...(notify === undefined ? [] : [moved(task.node, notify.entry)]),
  ];
}

/** What failed, in words, and its last lines where it has any; from `ansible_failed_result`, so that a launch that failed speaks too. */
function failureMessage(task: Task, names: Names): string {
  const limit = timing(task, "async");
  const time = limit.kind === "number" ? `within ${limit.value} s` : "in time";
  const lines = [
    `{{ ansible_failed_result.msg | default('Timeout exceeded') | replace('Timeout exceeded', 'It did not finish ${time}') }}`,
    `job file: {{ ${names.job}.results_file | default('none') }}`,
  ];
  if (hasReturnCode(task)) lines.push("rc: {{ ansible_failed_result.rc | default('none') }}");
  // ansible-core 2.19 prints the message of an error whatever no_log says (measured).
  if (hasReturnCode(task) && task.inherited("no_log") === undefined)
    lines.push(
      "last of stdout: {{ (ansible_failed_result.stdout | default('')).splitlines()[-10:] }}",
      "last of stderr: {{ (ansible_failed_result.stderr | default('')).splitlines()[-10:] }}",
    );
  return lines.join("\n");
}

function rescueParts(task: Task, names: Names): readonly Part[] {
  return made({
    ...named(task, "Say why and fail"),
    "ansible.builtin.fail": { msg: failureMessage(task, names) },
  });
}

function cleanUpParts(task: Task, names: Names): readonly Part[] {
  return made({
    ...named(task, "Remove the job file"),
    "ansible.builtin.async_status": { jid: `{{ ${names.job}.ansible_job_id }}`, mode: "cleanup" },
    failed_when: false,
    when: `${names.job}.ansible_job_id is defined`,
  });
}

/** Keywords that have a place of their own in one of the block's tasks. */
const PLACED: ReadonlySet<string> = new Set([
  "args",
  "async",
  "poll",
  "register",
  "changed_when",
  "failed_when",
  "ignore_errors",
  "notify",
]);

function blockKeywords(task: Task): readonly Part[] {
  const parts: Part[] = [];
  for (const { key, entry } of task.keywords.values()) {
    if (entry === task.action?.entry || PLACED.has(key)) continue;
    if (key !== "name" && !OF_THE_BLOCK.has(key)) throw new CannotEdit(`${key} has no place at a block`);
    if (key === "name") parts.unshift(moved(task.node, entry));
    else parts.push(moved(task.node, entry));
  }
  return parts;
}

/**
 * An asynchronous task as a block: the launch, the task that waits and registers under the old name, a rescue
 * that says what failed and fails, and the removal of the job file.
 *
 * @param seconds between two looks, where the task was not polled
 * @throws CannotEdit where that would change what the task does
 */
export function wrappedInBlock(request: WrapRequest, seconds: number | undefined): Composed {
  const { task } = request;
  refuseChangingWhen(task);
  refuseWithoutJob(request);
  const names = chooseNames(request);
  const rescue: readonly Part[] = failureIsIgnored(task)
    ? []
    : [{ kind: "tasks", key: "rescue", tasks: [rescueParts(task, names)] }];
  return compose(task, [
    ...blockKeywords(task),
    { kind: "tasks", key: "block", tasks: [launchParts(task, names), statusParts(request, names, seconds)] },
    ...rescue,
    { kind: "tasks", key: "always", tasks: [cleanUpParts(task, names)] },
  ]);
}
