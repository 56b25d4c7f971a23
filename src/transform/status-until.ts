import { taskScript } from "../ansible/commands.js";
import { expressionsIn, type TaskExpression } from "../ansible/expressions.js";
import type { Task } from "../ansible/model.js";
import { isLooped, type Scope } from "../ansible/scope.js";
import { readNames } from "../jinja/names.js";
import type { Segment } from "../jinja/reference.js";
import type { Span } from "../text/span.js";
import { CannotEdit, type Change, sharedBecause, taskSharedBecause } from "./change.js";
import { variablesIn } from "./copied.js";
import { FreshNames } from "./fresh-name.js";

/** A defect of a status task and how to mend it. */
export interface StatusDefect {
  readonly message: string;
  /** @throws CannotEdit */
  readonly mend: (change: Change) => void;
}

/** The registers that `until` reads, and whether its own is among them. */
function registersInUntil(status: Task): readonly string[] {
  return expressionsIn(status)
    .filter((each) => each.keyword === "until")
    .flatMap((each) => readNames(each.node).map((read) => read.root));
}

/** Why a status task without `until` may be there to look in passing: at a server that a test has started, say. */
function mayOnlyLook(status: Task, launches: readonly Task[]): string | undefined {
  if (status.has("ignore_errors")) return "it ignores errors: it may only be meant to look";
  const isEndless = launches.some((launch) => taskScript(launch)?.script.endless !== undefined);
  return isEndless ? "its job runs until it is stopped" : undefined;
}

/**
 * A status task has to repeat itself until its own result says that the job is finished.
 *
 * @param others the other status tasks of the same jobs: where one of them waits, this one may just look
 */
export function waitUntilFinished(
  status: Task,
  launches: readonly Task[],
  others: readonly Task[],
  scope: Scope,
): StatusDefect | undefined {
  const own = status.text("register");
  const until = status.keyword("until");
  if (until === undefined) {
    if (others.some((other) => other.has("until"))) return undefined;
    return {
      message: "it has no until: it looks once and goes on, whether the job has ended or not",
      mend: (change) => {
        const passing = mayOnlyLook(status, launches);
        if (passing !== undefined) throw new CannotEdit(passing);
        addUntil(status, own, scope, change);
      },
    };
  }
  const read = registersInUntil(status);
  const foreign = launches
    .map((launch) => launch.text("register"))
    .find((name) => name !== undefined && name !== own && read.includes(name));
  if (foreign === undefined || (own !== undefined && read.includes(own))) return undefined;
  return {
    message: `its until reads ${foreign}, the launch's register, which never changes: it is true at once or never`,
    mend: (change) => readOwn(status, foreign, own, scope, change),
  };
}

const fresh = new FreshNames();

/** Gives a status task that registers nothing a name for its result. */
function addRegister(status: Task, scope: Scope, change: Change): string {
  const behind = status.action?.entry;
  if (behind === undefined) throw new CannotEdit("it has no action");
  const name = fresh.fromTask(status, "status", scope);
  change.addKey(status.file, status.node, behind, "register", name);
  return name;
}

function addUntil(status: Task, own: string | undefined, scope: Scope, change: Change): void {
  const shared = taskSharedBecause(status);
  if (shared !== undefined) throw new CannotEdit(shared);
  const name = own ?? addRegister(status, scope, change);
  if (!/^\w+$/.test(name)) throw new CannotEdit("its register is a template");
  const register = status.keyword("register");
  const behind = register?.origin === "own" ? register.entry : status.action?.entry;
  if (behind === undefined) throw new CannotEdit("the task has no keys of its own");
  change.addKey(status.file, status.node, behind, "until", `${name} is finished`);
}

function readOwn(
  status: Task,
  foreign: string,
  registered: string | undefined,
  scope: Scope,
  change: Change,
): void {
  const until = status.keyword("until");
  if (until === undefined) throw new CannotEdit("it has no until");
  const shared = sharedBecause(status, until);
  if (shared !== undefined) throw new CannotEdit(shared);
  const own = registered ?? addRegister(status, scope, change);
  // One scalar, or the items of a list.
  for (const { node, scalar, entry } of expressionsIn(status).filter(({ keyword }) => keyword === "until")) {
    const parts = readNames(node)
      .filter((read) => read.root === foreign)
      .map((read) => ({ at: { start: read.span.start, end: read.span.start + foreign.length }, text: own }))
      .sort((a, b) => a.at.start - b.at.start);
    if (parts.length > 0) change.rewriteWithin(status.file, entry, scalar, parts);
  }
}

/** A status task's look at one item of a looped launch: `x.results[0].ansible_job_id`. */
interface ItemLook {
  readonly index: Segment | undefined;
  readonly expression: TaskExpression;
  readonly at: Span;
}

/** The item that a status task's `jid` names, as an argument of its own or in one line (`async_status: jid={{ … }}`). */
function itemLookedAt(status: Task, register: string): ItemLook | undefined {
  const { action } = status;
  if (isLooped(status) || action === undefined) return undefined;
  const named = expressionsIn(status).filter(({ entry, path }) =>
    action.map === undefined ? entry === action.entry : path.at(-1) === "jid",
  );
  for (const expression of named) {
    for (const { root, path, span } of readNames(expression.node)) {
      const [list, index, field, ...more] = path;
      if (root !== register || list !== "results" || field !== "ansible_job_id" || more.length > 0) continue;
      return { index, expression, at: span };
    }
  }
  return undefined;
}

/**
 * A status task that waits for one item of a looped launch, and no other one for the rest.
 *
 * @param others the other status tasks of the launch
 */
export function lookAtAllItems(
  status: Task,
  launch: Task,
  others: readonly Task[],
  scope: Scope,
): StatusDefect | undefined {
  const register = launch.text("register");
  const look = register === undefined ? undefined : itemLookedAt(status, register);
  if (register === undefined || look === undefined) return undefined;
  if (others.some((other) => itemLookedAt(other, register)?.index !== look.index)) return undefined;
  return {
    message: `it waits for one job only of the looped task in line ${launch.line}`,
    mend: (change) => loopOver(status, look, register, scope, change),
  };
}

function loopOver(
  status: Task,
  { expression, at }: ItemLook,
  register: string,
  scope: Scope,
  change: Change,
): void {
  const own = status.text("register");
  if (own !== undefined && scope.reads(own).some(({ holder }) => holder !== status)) {
    throw new CannotEdit(`${own} is read later, and would become a list of results`);
  }
  const others = [...status.keywords.values()].filter(
    ({ key, entry }) => key !== "vars" && entry !== status.action?.entry,
  );
  const readsItToo = others.find(({ value }) => variablesIn(value).has(register));
  if (readsItToo !== undefined) throw new CannotEdit(`${readsItToo.key} reads ${register} too`);
  const { action } = status;
  if (action === undefined) throw new CannotEdit("it has no action");
  const item = scope.loopVariableFor("async_job");
  change.rewriteWithin(status.file, expression.entry, expression.scalar, [
    { at, text: `${item}.ansible_job_id` },
  ]);
  const until = status.keyword("until")?.entry ?? status.keyword("register")?.entry ?? action.entry;
  change.addKey(status.file, status.node, until, "loop", `{{ ${register}.results | default([]) }}`);
  change.addKey(status.file, status.node, until, "loop_control", {
    loop_var: item,
    label: `{{ ${item}.ansible_job_id | default('no job') }}`,
  });
  const guard = `${item}.ansible_job_id is defined`;
  const when = status.keyword("when");
  if (when === undefined) change.addKey(status.file, status.node, until, "when", guard);
  else if (when.origin === "own" && when.value.kind === "scalar" && !when.value.text.includes("{"))
    change.setValue(status.file, when.entry, `(${when.value.text.trim()}) and ${guard}`);
  else throw new CannotEdit("its when is not one condition of its own");
}
