import { isBehind, type JobFlow, type RegisterRead } from "../ansible/job-flow.js";
import type { Block, Task, TaskList } from "../ansible/model.js";
import type { Scope } from "../ansible/scope.js";
import type { Span } from "../text/span.js";
import { type Emittable, Verbatim } from "../yaml/emit.js";
import type { YamlItem } from "../yaml/tree.js";
import { CannotEdit, type Change, sharedBecause, taskSharedBecause } from "./change.js";
import type { Rename } from "./copied.js";
import { FreshNames } from "./fresh-name.js";
import { itemOfResult } from "./loop-names.js";
import { copiedCondition, guardedCondition, RESULT_CONDITIONS, readsOwnResult } from "./result-keys.js";
import { statusName, statusTask } from "./status-task.js";

export interface VerificationRequest {
  readonly task: Task;
  /** Undefined: the task registers nothing yet. */
  readonly flow: JobFlow | undefined;
  readonly scope: Scope;
  /** Seconds between two looks. */
  readonly delay: number;
  readonly place: "end" | "after";
  /** The task was polled: whoever reads its register reads a result, and finds it under the old name. */
  readonly split?: boolean;
}

/** The names that a launch and its status task register, and whether the launch gives its old one away. */
interface Names {
  readonly job: string;
  readonly result: string;
}

const fresh = new FreshNames();

function later(reads: readonly RegisterRead[], task: Task): readonly RegisterRead[] {
  return reads.filter(({ holder }) => holder !== task);
}

function choose(request: VerificationRequest): Names {
  const { task, flow, scope } = request;
  if (flow === undefined) {
    if (task.has("register")) throw new CannotEdit("its register is a template");
    return { job: fresh.fromTask(task, "job", scope), result: fresh.fromTask(task, "status", scope) };
  }
  const { register } = flow;
  const escaped = (all: readonly RegisterRead[]): void => {
    const read = readAfterRescue(task, all);
    if (read === undefined) return;
    throw new CannotEdit(
      `its result is read in ${placeOf(read)}, where there is none when it can't start and the block is rescued`,
    );
  };
  if (request.split === true) {
    escaped(later(flow.reads, task));
    return { job: fresh.fromRegister(register, "job", task, scope), result: register };
  }
  const reads = later(flow.reads, task);
  const ofResult = reads.filter((read) => read.interest === "result");
  const ofJob = reads.filter((read) => read.interest === "job");
  const own = RESULT_CONDITIONS.some((key) => readsOwnResult(task, key));
  if (ofResult.length === 0 && !own)
    return { job: register, result: fresh.fromRegister(register, "status", task, scope) };
  const both = ofJob[0];
  if (both !== undefined)
    throw new CannotEdit(`later tasks read both the job (${placeOf(both)}) and its result`);
  const elsewhere = ofResult.find(({ holder }) => holder.kind !== "task" || !isBehind(holder, task));
  if (elsewhere !== undefined)
    throw new CannotEdit(
      `its result is read in ${placeOf(elsewhere)}, which may run before the job has ended`,
    );
  escaped(ofResult);
  return { job: fresh.fromRegister(register, "job", task, scope), result: register };
}

/**
 * A task that reads the result although the block around the launch has been left: where the launch can't
 * start, that block's rescue or always comes next, and the status task never registers anything.
 */
function readAfterRescue(task: Task, reads: readonly RegisterRead[]): RegisterRead | undefined {
  const isIn = (inner: Span, outer: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;
  const left = task.parents.flatMap((parent) => {
    if (parent.kind !== "block" || !(parent.has("rescue") || parent.has("always"))) return [];
    const list = parent.lists.find(({ seq }) => isIn(task.span, seq.span));
    return list === undefined ? [] : [{ parent, list }];
  });
  return reads.find(({ holder }) =>
    left.some(
      ({ parent, list }) =>
        holder.kind === "task" &&
        isBehind(holder, task) &&
        !isIn(holder.span, list.seq.span) &&
        (parent.has("rescue") || isIn(holder.span, parent.span)),
    ),
  );
}

function placeOf({ holder }: RegisterRead): string {
  return `${holder.file.path}:${holder.line}`;
}

/** The item of a list that a task is in, at whatever depth. */
function itemHolding(list: TaskList, task: Task): Task | Block | undefined {
  return list.items.find((item) => item.span.start <= task.span.start && task.span.end <= item.span.end);
}

/** Where the status task goes: its neighbour in the launch's list, and the side. */
function placeFor(
  { task, flow, place, split }: VerificationRequest,
  register: string | undefined,
): { readonly sibling: YamlItem; readonly where: "before" | "behind" } {
  if (place === "after" || split === true) return { sibling: task.item, where: "behind" };
  // Before whatever reads the result or removes the job's file, and before another task takes the name over.
  const readers =
    flow === undefined
      ? []
      : later(flow.reads, task).filter((read) => read.interest !== "whole" || read.holder.kind === "task");
  const stops = [
    ...readers.map(({ holder }) => holder),
    ...(flow?.cleanups ?? []),
    ...(flow === undefined || register === undefined ? [] : flow.scope.registering(flow.register)),
  ].filter((holder): holder is Task => holder.kind === "task" && isBehind(holder, task));
  const items = stops.flatMap((stop) => itemHolding(task.list, stop) ?? []).filter((item) => item !== task);
  const first = items.reduce<Task | Block | undefined>(
    (least, item) => (least === undefined || item.index < least.index ? item : least),
    undefined,
  );
  if (first !== undefined) return { sibling: first.item, where: "before" };
  const last = task.list.seq.items.at(-1);
  return { sibling: last ?? task.item, where: "behind" };
}

/** The keys that leave the launch, with what they become on the status task. */
function moveKeys(
  task: Task,
  names: Names,
  item: Rename | undefined,
  change: Change,
): Record<string, Emittable> {
  const moved: Record<string, Emittable> = {};
  for (const key of RESULT_CONDITIONS) {
    const keyword = task.keyword(key);
    if (keyword === undefined) continue;
    if (!readsOwnResult(task, key)) {
      if (task.isHandler && key === "changed_when") continue;
      // A condition that holds for any result holds for both.
      moved[key] = copiedCondition(keyword, task.file.source, item);
      continue;
    }
    moved[key] = guardedCondition(key, keyword, task, names.result, item);
    removeOwn(task, key, change);
  }
  const notify = task.keyword("notify");
  if (notify !== undefined && !task.isHandler) {
    moved["notify"] = new Verbatim(notify.value, task.file.source);
    removeOwn(task, "notify", change);
  }
  return moved;
}

function removeOwn(task: Task, key: string, change: Change): void {
  const keyword = task.keyword(key);
  if (keyword === undefined) return;
  const shared = sharedBecause(task, keyword);
  if (shared !== undefined) throw new CannotEdit(`${key} can't be moved: ${shared}`);
  change.removeKey(task.file, task.node, keyword.entry);
}

/** Gives the launch its register, or the new name of it. */
function registerAs(task: Task, name: string, change: Change): void {
  const keyword = task.keyword("register");
  if (keyword === undefined) {
    const behind = [task.keyword("poll"), task.keyword("async")].find(
      (each) => each?.origin === "own" || each?.origin === "alias",
    );
    const entry = behind?.entry ?? task.node.entries.at(-1);
    if (entry === undefined) throw new CannotEdit("the task has no keys of its own");
    change.addKey(task.file, task.node, entry, "register", name);
    return;
  }
  if (keyword.value.kind === "scalar" && keyword.value.text === name) return;
  const shared = sharedBecause(task, keyword);
  if (shared !== undefined || keyword.value.kind !== "scalar")
    throw new CannotEdit(`its register can't be renamed: ${shared ?? "it is no name"}`);
  change.rewriteScalar(task.file, keyword.entry, keyword.value, name, name);
}

/**
 * Adds to a change what makes a fire-and-forget job verified: its register, the status task and the keys
 * that move there.
 *
 * @throws CannotEdit when it can't be done without changing what the play does
 */
export function planVerification(request: VerificationRequest, change: Change): void {
  const { task, delay, scope } = request;
  const shared = taskSharedBecause(task);
  if (shared !== undefined) throw new CannotEdit(shared);
  if (task.list.role === "other") throw new CannotEdit("its list is data that is run elsewhere");
  const names = choose(request);
  registerAs(task, names.job, change);
  const item = scope.loopVariableFor("async_job");
  const moved = moveKeys(task, names, itemOfResult(task, item), change);
  const chained = task.isHandler ? chainHandler(task, change) : {};
  const status = statusTask({
    launch: task,
    job: names.job,
    result: names.result,
    delay,
    item,
    moved: { ...moved, ...chained },
    // Who reads the old name asks the launch too, if it may fail without ending the run.
    evenFailed: names.result === request.flow?.register && task.inherited("ignore_errors") !== undefined,
  });
  const { sibling, where } = task.isHandler
    ? { sibling: task.list.seq.items.at(-1) ?? task.item, where: "behind" as const }
    : placeFor(request, names.job === request.flow?.register ? names.job : undefined);
  change.insertTask(task.list, sibling, where, status);
}

/**
 * A handler's status task is a handler that the launch notifies: it runs exactly when the launch has run, as
 * long as it stands behind it (measured, ansible-core 2.14 to 2.19). What the launch itself notified, and its
 * changed_when, which would break the chain, move there.
 */
function chainHandler(task: Task, change: Change): Record<string, Emittable> {
  if (task.list.parent?.kind === "block") throw new CannotEdit("it is a handler inside a block");
  const moved: Record<string, Emittable> = {};
  const changed = task.keyword("changed_when");
  if (changed !== undefined && !readsOwnResult(task, "changed_when")) {
    moved["changed_when"] = new Verbatim(changed.value, task.file.source);
    removeOwn(task, "changed_when", change);
  }
  const name = statusName(task);
  if (name.includes("{"))
    throw new CannotEdit("its name is a template: a handler can't be notified by it for sure");
  const notify = task.keyword("notify");
  if (notify === undefined) {
    const behind = task.keyword("register") ?? task.keyword("poll") ?? task.keyword("async");
    if (behind === undefined || behind.origin === "merge") throw new CannotEdit("it has no keys of its own");
    change.addKey(task.file, task.node, behind.entry, "notify", name);
    return moved;
  }
  const shared = sharedBecause(task, notify);
  if (shared !== undefined) throw new CannotEdit(`notify can't be moved: ${shared}`);
  if (notify.value.kind !== "scalar" && !(notify.value.kind === "seq" && notify.value.flow))
    throw new CannotEdit("its notify is a list over several lines");
  moved["notify"] = new Verbatim(notify.value, task.file.source);
  change.setValue(task.file, notify.entry, name);
  return moved;
}
