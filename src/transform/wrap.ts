import { supportsAsync } from "../ansible/async-support.js";
import { taskScript } from "../ansible/commands.js";
import { cutsConnection } from "../ansible/cuts-connection.js";
import type { JobFlow } from "../ansible/job-flow.js";
import { BLOCK_LISTS, PLAY_LISTS } from "../ansible/keywords.js";
import type { Block, Play, Task } from "../ansible/model.js";
import type { Project } from "../ansible/project.js";
import { rebootsHost } from "../ansible/reboots.js";
import { isLooped } from "../ansible/scope.js";
import { DEFAULT_POLL, type JobMode, jobMode, knownNumber, timing } from "../ansible/timing.js";
import { type Deciding, decidingNumbers } from "../jinja/numbers.js";
import { classify } from "../runtime/classify.js";
import { keyText, type YamlNode } from "../yaml/tree.js";
import { taskSharedBecause } from "./change.js";
import { textsIn } from "./copied.js";
import { endsByItself } from "./ends.js";
import { intervalBelow } from "./steps.js";
import type { TransformOptions } from "./types.js";
import { dealtWithBy, isTestOfAsync } from "./waiting.js";

/** What wrapping a task is decided by. */
export interface WrapRequest {
  readonly task: Task;
  readonly flow: JobFlow | undefined;
  readonly project: Project;
  readonly options: TransformOptions;
}

/** What Ansible says when a polled job runs out of time (executor/task_executor.py, _poll_async_result). */
const TIME_OUT_MESSAGE = "async task did not complete";

/** How many variables that are made from each other are followed. */
const DEFINITION_DEPTH = 4;

/** What a variable is set to anywhere in the project; undefined where one of it is no number that is written there. */
function definedValues(
  name: string,
  task: Task,
  project: Project,
  depth: number,
): readonly number[] | undefined {
  const all: number[] = [];
  for (const { entry } of project.variable(name, task.file).definitions) {
    const scalar = entry.value;
    if (scalar.kind !== "scalar" || depth === 0) return undefined;
    const number = typeof scalar.value === "number" ? [scalar.value] : undefined;
    const values = number ?? writtenValues(decidingNumbers(scalar.text), task, project, depth - 1);
    if (values === undefined) return undefined;
    all.push(...values);
  }
  return all;
}

/** The numbers that a template may come to, as far as they are written in the project; undefined where one is not. */
function writtenValues(
  deciding: Deciding,
  task: Task,
  project: Project,
  depth = DEFINITION_DEPTH,
): readonly number[] | undefined {
  switch (deciding.kind) {
    case "constant":
      return [deciding.value];
    case "ternary":
      return writtenValues(deciding.whenRun, task, project, depth);
    case "variable":
    case "default": {
      if (deciding.variable.path.length > 0) return undefined;
      const defined = definedValues(deciding.variable.root, task, project, depth);
      const fallback =
        deciding.kind === "default" ? writtenValues(deciding.fallback, task, project, depth) : [];
      return defined === undefined || fallback === undefined ? undefined : [...defined, ...fallback];
    }
    default:
      return undefined;
  }
}

/** Polled or not, where a template decides it: by the values that the project gives to its variable. */
function waitingMode(task: Task, project: Project): JobMode {
  const mode = jobMode(task);
  const poll = timing(task, "poll");
  if (mode !== "templated" || poll.kind !== "template") return mode;
  const values = writtenValues(poll.deciding, task, project);
  return values !== undefined && values.length > 0 && values.every((value) => value > 0) ? "polled" : mode;
}

/** Does a value, or a value within it, define something that an alias elsewhere takes over? */
function definesAnchor(node: YamlNode, aliased: ReadonlySet<string>): boolean {
  if (node.anchor !== undefined && aliased.has(node.anchor)) return true;
  if (node.kind === "seq") return node.items.some(({ value }) => definesAnchor(value, aliased));
  return node.kind === "map" && node.entries.some(({ value }) => definesAnchor(value, aliased));
}

/** Why its lines can't be taken apart. */
function whyNotApart(task: Task): string | undefined {
  if (task.list.role === "other") return "its list is data that is run elsewhere";
  if (task.list.seq.flow) return "its list is written in flow style";
  const shared = taskSharedBecause(task);
  if (shared !== undefined) return shared;
  if ([...task.keywords.values()].some(({ origin }) => origin === "merge"))
    return "a merge key fills part of it";
  if (task.keywords.size !== task.node.entries.length)
    return "one of its keys is no keyword, or is there twice";
  if (definesAnchor(task.node, task.document.aliased)) return "it defines an anchor that others use";
  return undefined;
}

/** Why no second task can look at the job. */
function whyNotSeen(task: Task): string | undefined {
  if (!supportsAsync(task)) return `${task.action?.module ?? "it"} can't run asynchronously: there is no job`;
  if (rebootsHost(task)) return "it reboots or shuts down its host: the job can never be looked up again";
  if (cutsConnection(task))
    return "it can cut the connection: polling survives that, an async_status task does not";
  if ((taskScript(task)?.script.background.length ?? 0) > 0)
    return "it sends itself to the background: the job is the shell that starts it (see adopt-background)";
  const environment = task.value("environment");
  if (environment?.kind === "map" && environment.entries.some((entry) => keyText(entry) === "HOME"))
    return "its environment sets HOME: the job file is where no async_status looks";
  if (task.has("delegate_facts")) return "delegate_facts would send its result to another host";
  return undefined;
}

/** Why its repetitions would not be what they were. */
function whyNotOnce(task: Task): string | undefined {
  if (isLooped(task))
    return "it is looped: its items run one after the other, and each would need a block of its own";
  if (task.has("until") || task.has("retries")) return "it repeats itself: each try would start another job";
  if (task.inherited("throttle") !== undefined)
    return "throttle would no longer bound how many jobs run at once";
  if (task.has("timeout")) return "its timeout would bound each task of the wrapper by itself";
  if (task.isHandler) return "it is a handler, which can't be a block";
  return undefined;
}

const TASK_LISTS: ReadonlySet<string> = new Set([...BLOCK_LISTS, ...PLAY_LISTS]);

/** Does one of its own keywords hold the text? */
function holds(holder: Task | Block | Play, text: string): boolean {
  return [...holder.keywords.values()].some(
    ({ key, value }) => !TASK_LISTS.has(key) && [...textsIn(value)].some((each) => each.includes(text)),
  );
}

/** Something around it reads what only the unwrapped task says. */
function whyMissed({ task, flow }: WrapRequest): string | undefined {
  const readers = flow?.reads.map(({ holder }) => holder).filter((holder) => holder !== task) ?? [];
  if (readers.some((holder) => holds(holder, TIME_OUT_MESSAGE)))
    return "Ansible's own time-out message is read, which only a polled task gives";
  for (const parent of task.parents) {
    if (parent.kind !== "block") continue;
    const rescue = parent.keyword("rescue")?.entry.span;
    if (rescue !== undefined && /\bansible_failed_/.test(task.file.source.slice(rescue.start, rescue.end)))
      return "the rescue around it reads what failed, which would be another task";
  }
  return undefined;
}

function whyNotWaitedFor({ task, flow, options }: WrapRequest): string | undefined {
  if (isTestOfAsync(flow)) return "a later task asserts how far it is: a test of async itself";
  const dealt = dealtWithBy(task, flow);
  if (dealt !== undefined) return dealt;
  const ending = endsByItself(task, flow, options.runtime);
  if (!ending.ends) return `${ending.why}; the comment "# async-fix: verify" on the task says that it does`;
  return options.place === "after"
    ? undefined
    : "it overlaps the tasks behind it, which would wait for it; --place after allows that";
}

/**
 * Why an asynchronous task must not become a launch with a wait right behind it, whatever form that takes;
 * undefined where it may.
 */
export function whyNotWrapped(request: WrapRequest): string | undefined {
  const { task, flow, project } = request;
  if ((flow?.statuses.length ?? 0) > 0) return "an async_status task waits for it already";
  const why = whyNotSeen(task) ?? whyNotOnce(task) ?? whyNotApart(task) ?? whyMissed(request);
  if (why !== undefined) return why;
  if (task.has("register") && flow === undefined) return "its register is a template";
  if (task.has("listen")) return "it is a handler";
  switch (waitingMode(task, project)) {
    case "polled":
      return undefined;
    case "fire-and-forget":
      return whyNotWaitedFor(request);
    default:
      return "whether it is waited for depends on a template";
  }
}

/**
 * Seconds between two looks, for a task that has no `poll` of its own to take over.
 *
 * @returns undefined for a polled task
 */
export function intervalFor(task: Task, options: TransformOptions): number | undefined {
  if (jobMode(task) !== "fire-and-forget") return undefined;
  const kind = classify(task, options.runtime);
  const delay =
    (kind === undefined ? undefined : options.runtime.categories.get(kind.category)?.poll) ?? DEFAULT_POLL;
  const limit = knownNumber(timing(task, "async"));
  return limit !== undefined && delay >= limit ? (intervalBelow(limit) ?? 1) : delay;
}
