import { isBehind, jobFlow, type RegisterRead } from "../ansible/job-flow.js";
import type { Task } from "../ansible/model.js";
import type { Project } from "../ansible/project.js";
import { isLooped } from "../ansible/scope.js";
import { timing } from "../ansible/timing.js";
import { type Emittable, Verbatim } from "../yaml/emit.js";
import type { YamlScalar } from "../yaml/tree.js";
import { CannotEdit, type Change, sharedBecause } from "./change.js";
import { renamedCondition } from "./copied.js";
import { guardedCondition, RESULT_CONDITIONS, readsOwnResult } from "./result-keys.js";

/** Why a polled task can't become a launch without changing what runs. */
export function cannotUnpoll(task: Task): string | undefined {
  if (isLooped(task)) return "its items run one after the other; as jobs they would run at once";
  if (task.has("throttle")) return "throttle would no longer bound how many jobs run at once";
  if (task.has("until") || task.has("retries")) return "it repeats itself: each try would start another job";
  if (task.isHandler) return "it is a handler";
  if (task.list.role === "other") return "its list is data that is run elsewhere";
  const poll = timing(task, "poll").kind;
  if (poll === "template" || poll === "unreadable") return "its poll is a template";
  return undefined;
}

/** Makes a polled task's `poll` 0. */
export function setPollToZero(task: Task, change: Change): void {
  const poll = timing(task, "poll");
  const keyword = poll.kind === "number" ? poll.keyword : task.keyword("async");
  if (keyword === undefined) throw new CannotEdit("it has no async");
  const shared = sharedBecause(task, keyword);
  if (shared !== undefined) throw new CannotEdit(`poll can't be changed for this task alone: ${shared}`);
  if (poll.kind === "number") {
    change.rewriteScalar(
      task.file,
      poll.keyword.entry,
      poll.scalar,
      "0",
      poll.scalar.style === "plain" ? 0 : "0",
    );
  } else change.addKey(task.file, task.node, keyword.entry, "poll", 0);
}

/** Lets tasks behind the status task read its result instead of the launch's. */
function readResultInstead(reads: readonly RegisterRead[], from: string, to: string, change: Change): void {
  const byScalar = new Map<YamlScalar, RegisterRead[]>();
  for (const each of reads) {
    const list = byScalar.get(each.expression.scalar);
    if (list === undefined) byScalar.set(each.expression.scalar, [each]);
    else list.push(each);
  }
  for (const [scalar, all] of byScalar) {
    const [first] = all;
    if (first === undefined) continue;
    const { holder, expression } = first;
    const parts = all
      .map(({ read }) => ({ at: { start: read.span.start, end: read.span.start + from.length }, text: to }))
      .sort((a, b) => a.at.start - b.at.start);
    if (parts.some(({ at }) => scalar.text.slice(at.start, at.end) !== from))
      throw new CannotEdit(`line ${holder.line} reads ${from} in a way that can't be changed`);
    if (holder.kind === "task") {
      const keyword = holder.keyword(expression.keyword);
      const shared = keyword === undefined ? undefined : sharedBecause(holder, keyword);
      if (shared !== undefined) throw new CannotEdit(`line ${holder.line}: ${shared}`);
    }
    change.rewriteWithin(holder.file, expression.entry, scalar, parts);
  }
}

/** Moves a launch's conditions on the result to the status task, under the status task's register. */
function moveConditions(launch: Task, status: Task, job: string, result: string, change: Change): void {
  for (const key of RESULT_CONDITIONS) {
    const keyword = launch.keyword(key);
    if (keyword === undefined || !readsOwnResult(launch, key)) continue;
    const guarded = String(guardedCondition(key, keyword, launch, result, undefined));
    const text = renamedCondition(guarded, { from: job, to: result });
    const own = status.keyword(key);
    if (own === undefined) addBehind(status, key, text, change);
    else if (
      key === "failed_when" &&
      own.origin === "own" &&
      own.value.kind === "scalar" &&
      !own.value.text.includes("{")
    ) {
      const before = own.value.text.trim();
      change.setValue(status.file, own.entry, text.includes(before) ? text : `${text} or (${before})`);
    } else throw new CannotEdit(`both have ${key}`);
    removeFrom(launch, key, change);
  }
}

function addBehind(status: Task, key: string, value: Emittable, change: Change): void {
  const behind = status.node.entries.at(-1);
  if (behind === undefined) throw new CannotEdit("the status task has no keys of its own");
  change.addKey(status.file, status.node, behind, key, value);
}

function removeFrom(task: Task, key: string, change: Change): void {
  const keyword = task.keyword(key);
  if (keyword === undefined) return;
  const shared = sharedBecause(task, keyword);
  if (shared !== undefined) throw new CannotEdit(`${key} can't be moved: ${shared}`);
  change.removeKey(task.file, task.node, keyword.entry);
}

/** A debug task before the status task that prints all of the register: it then prints the launch. */
function showsLaunch({ holder, interest }: RegisterRead, status: Task): boolean {
  return (
    interest === "whole" &&
    holder.kind === "task" &&
    holder.action?.short === "debug" &&
    !isBehind(holder, status)
  );
}

/**
 * Turns the polled launch of a status task into a `poll: 0` one, so that the status task finds its job, and
 * lets what read the launch's result read the status task's.
 *
 * @throws CannotEdit when something reads the result where the job may not have ended yet
 */
export function unpollLaunch(launch: Task, status: Task, project: Project, change: Change): void {
  const why = cannotUnpoll(launch);
  if (why !== undefined) throw new CannotEdit(`the task in line ${launch.line} has to stay polled: ${why}`);
  const job = launch.text("register");
  const result = status.text("register");
  const flow = jobFlow(launch, project);
  if (job === undefined || flow === undefined) throw new CannotEdit("the polled task registers nothing");
  if (result === undefined || launch.file !== status.file)
    throw new CannotEdit("the status task registers nothing, or is in another file");
  const reads = flow.reads.filter(
    (each) =>
      each.holder !== launch &&
      each.holder !== status &&
      each.interest !== "job" &&
      !showsLaunch(each, status),
  );
  const early = reads.find(({ holder }) => holder.kind !== "task" || !isBehind(holder, status));
  if (early !== undefined) {
    const { file, line } = early.holder;
    throw new CannotEdit(`the result is read in ${file.path}:${line}, before the status task`);
  }
  setPollToZero(launch, change);
  moveConditions(launch, status, job, result, change);
  const notify = launch.keyword("notify");
  if (notify !== undefined) {
    if (status.has("notify")) throw new CannotEdit("both have notify");
    addBehind(status, "notify", new Verbatim(notify.value, launch.file.source), change);
    removeFrom(launch, "notify", change);
  }
  readResultInstead(reads, job, result, change);
}
