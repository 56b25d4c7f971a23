import { expressionsIn } from "../ansible/expressions.js";
import type { Task } from "../ansible/model.js";
import { isLooped, type Scope } from "../ansible/scope.js";
import { readNames } from "../jinja/names.js";
import { keyText } from "../yaml/tree.js";
import { CannotEdit, type Change, sharedBecause, taskSharedBecause } from "./change.js";
import { variablesIn } from "./copied.js";
import { freshName } from "./fresh-name.js";

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

/** A status task has to repeat itself until its own result says that the job is finished. */
export function waitUntilFinished(
  status: Task,
  launches: readonly Task[],
  scope: Scope,
): StatusDefect | undefined {
  const own = status.text("register");
  const until = status.keyword("until");
  if (until === undefined) {
    return {
      message: "it has no until: it looks once and goes on, whether the job has ended or not",
      mend: (change) => addUntil(status, own, scope, change),
    };
  }
  const read = registersInUntil(status);
  const foreign = launches
    .map((launch) => launch.text("register"))
    .find((name) => name !== undefined && name !== own && read.includes(name));
  if (foreign === undefined || (own !== undefined && read.includes(own))) return undefined;
  return {
    message: `its until reads ${foreign}, the launch's register, which never changes: it is true at once or never`,
    mend: (change) => readOwn(status, foreign, own, change),
  };
}

function addUntil(status: Task, own: string | undefined, scope: Scope, change: Change): void {
  const name = own ?? freshName(status, "status", scope, new Set());
  if (name === undefined || !/^\w+$/.test(name)) throw new CannotEdit("no name for its register can be made");
  const action = status.action?.entry;
  const register = status.keyword("register");
  const behind = register?.origin === "own" ? register.entry : action;
  if (behind === undefined) throw new CannotEdit("the task has no keys of its own");
  const shared = taskSharedBecause(status);
  if (shared !== undefined) throw new CannotEdit(shared);
  if (own === undefined) change.addKey(status.file, status.node, behind, "register", name);
  change.addKey(status.file, status.node, behind, "until", `${name} is finished`);
}

function readOwn(status: Task, foreign: string, own: string | undefined, change: Change): void {
  const until = status.keyword("until");
  if (own === undefined || until === undefined)
    throw new CannotEdit("it registers nothing that until could read");
  const shared = sharedBecause(status, until);
  if (shared !== undefined || until.value.kind !== "scalar")
    throw new CannotEdit(shared ?? "its until is a list");
  const parts = expressionsIn(status)
    .filter((each) => each.keyword === "until")
    .flatMap((each) => readNames(each.node))
    .filter((read) => read.root === foreign)
    .map((read) => ({ at: { start: read.span.start, end: read.span.start + foreign.length }, text: own }));
  change.rewriteWithin(status.file, until.entry, until.value, parts);
}

/** `jid: "{{ x.results[0].ansible_job_id }}"` waits for one item of a looped launch. */
export function lookAtAllItems(status: Task, launch: Task, scope: Scope): StatusDefect | undefined {
  const register = launch.text("register");
  if (register === undefined || isLooped(status)) return undefined;
  const single = expressionsIn(status).some(
    (each) =>
      each.path.at(-1) === "jid" &&
      readNames(each.node).some(
        (read) =>
          read.root === register &&
          read.path[0] === "results" &&
          read.path[1] !== undefined &&
          read.path[2] === "ansible_job_id",
      ),
  );
  if (!single) return undefined;
  return {
    message: `it waits for one job only of the looped task in line ${launch.line}`,
    mend: (change) => loopOver(status, register, scope, change),
  };
}

function loopOver(status: Task, register: string, scope: Scope, change: Change): void {
  const own = status.text("register");
  if (own !== undefined && scope.reads(own).some(({ holder }) => holder !== status)) {
    throw new CannotEdit(`${own} is read later, and would become a list of results`);
  }
  const others = [...status.keywords.values()].filter(
    ({ key, entry }) => key !== "vars" && entry !== status.action?.entry,
  );
  const readsItToo = others.find(({ value }) => variablesIn(value).has(register));
  if (readsItToo !== undefined) throw new CannotEdit(`${readsItToo.key} reads ${register} too`);
  const action = status.action;
  const jid = action?.map?.entries.find((entry) => keyText(entry) === "jid");
  if (action === undefined || jid === undefined || jid.value.kind !== "scalar")
    throw new CannotEdit("its jid is not a plain argument");
  const item = scope.loopVariableFor("async_job");
  change.setValue(status.file, jid, `{{ ${item}.ansible_job_id }}`);
  const until = status.keyword("until")?.entry ?? status.keyword("register")?.entry ?? action.entry;
  change.addKey(status.file, status.node, until, "loop", `{{ ${register}.results | default([]) }}`);
  change.addKey(status.file, status.node, until, "loop_control", {
    loop_var: item,
    label: `{{ ${item}.ansible_job_id | default('no job') }}`,
  });
  if (!status.has("when"))
    change.addKey(status.file, status.node, until, "when", `${item}.ansible_job_id is defined`);
}
