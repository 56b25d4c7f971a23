import type { Task } from "../ansible/model.js";
import type { Project } from "../ansible/project.js";
import { timing } from "../ansible/timing.js";
import type { Deciding } from "../jinja/numbers.js";
import { asyncSeconds, leastNumber } from "./async-seconds.js";
import { CannotEdit, Change, sharedBecause } from "./change.js";
import { variablesIn } from "./copied.js";
import { raiseTiming } from "./raise.js";
import { retriesFor } from "./status-task.js";

/** `retries` and `delay` of a task that has none (playbook/task.py: 3 and 5 seconds). */
const DEFAULT_RETRIES = 3;
const DEFAULT_DELAY = 5;

/** What is to be said of a status task's patience. */
export type BudgetVerdict =
  | { readonly kind: "enough" }
  | {
      readonly kind: "fix";
      readonly change: Change;
      readonly old: string;
      readonly new: string;
      readonly message: string;
    }
  | {
      readonly kind: "refused";
      readonly message: string;
      readonly why: string;
      /** The same without names, to count such refusals together. */
      readonly because: string | undefined;
    };

const ENOUGH: BudgetVerdict = { kind: "enough" };

function delayOf(status: Task, project: Project): number | undefined {
  return timing(status, "delay").kind === "absent" ? DEFAULT_DELAY : leastNumber(status, "delay", project);
}

/** Puts a value in the place of `retries`, or adds the key behind `until`. */
function setRetries(status: Task, value: number | string, change: Change): void {
  const keyword = status.keyword("retries");
  if (keyword !== undefined) {
    const shared = sharedBecause(status, keyword);
    if (shared !== undefined) throw new CannotEdit(`retries can't be changed for this task alone: ${shared}`);
    if (
      keyword.value.kind === "scalar" &&
      typeof value === "number" &&
      timing(status, "retries").kind === "number"
    ) {
      change.rewriteScalar(
        status.file,
        keyword.entry,
        keyword.value,
        String(value),
        keyword.value.style === "plain" ? value : String(value),
      );
    } else change.setValue(status.file, keyword.entry, value);
    return;
  }
  const behind = [status.keyword("until"), status.keyword("register")].find((each) => each?.origin === "own");
  const entry = behind?.entry ?? status.action?.entry;
  if (entry === undefined) throw new CannotEdit("the task has no keys of its own");
  change.addKey(status.file, status.node, entry, "retries", value);
}

function isFloor(deciding: Deciding): boolean {
  return deciding.kind === "scaled" && (deciding.operator === "//" || deciding.operator === "/");
}

/** Do the templates of two keywords read a variable in common? */
function sameVariable(status: Task, launch: Task): boolean {
  const retries = status.value("retries");
  const limit = launch.value("async");
  if (retries === undefined || limit === undefined) return false;
  const names = variablesIn(limit);
  return [...variablesIn(retries)].some((name) => names.has(name));
}

/** Is `retries` written as `async` is? Then it covers it with any delay of a second or more. */
function isSameExpression(status: Task, launch: Task): boolean {
  const squeezed = (text: string | undefined): string | undefined =>
    text?.replace(/\s/g, "").replaceAll("|int", "");
  return squeezed(status.text("retries")) === squeezed(launch.text("async"));
}

/** `retries` is calculated from what `async` is calculated from: rounded up it covers every value. */
function followsAsync(status: Task, launch: Task, delay: number): BudgetVerdict | undefined {
  const retries = timing(status, "retries");
  if (retries.kind !== "template" || !sameVariable(status, launch)) return undefined;
  if (isSameExpression(status, launch) && delay >= 1) return ENOUGH;
  const wanted = retriesFor(launch, delay, undefined);
  if (retries.scalar.text.replace(/\s/g, "") === String(wanted).replace(/\s/g, "")) return ENOUGH;
  if (/\+\d+\)\/\/\d+\}\}$/.test(retries.scalar.text.replace(/\s/g, ""))) return ENOUGH;
  if (!isFloor(retries.deciding)) return undefined;
  const change = new Change();
  setRetries(status, wanted, change);
  return {
    kind: "fix",
    change,
    old: retries.scalar.text,
    new: String(wanted),
    message: `retries is rounded down: ${delay} s short of async where that can't be divided by ${delay}; now rounded up`,
  };
}

/** Seconds, and by whom: the longest `async` among the launches; undefined where one of them can't be told. */
function longest(launches: readonly Task[], project: Project): number | undefined {
  const all = launches.map((launch) => asyncSeconds(launch, project));
  return all.every((each) => each !== undefined) ? Math.max(...all) : undefined;
}

/**
 * Does a status task wait as long as its jobs may run? It covers retries x delay (measured: `retries: N`
 * gives N delays), which has to be `async` at least. `delay: 0` is a busy wait, whose time can't be told.
 */
export function checkBudget(status: Task, launches: readonly Task[], project: Project): BudgetVerdict {
  const delay = delayOf(status, project);
  const [launch] = launches;
  if (delay === 0 || launch === undefined) return ENOUGH;
  const seconds = longest(launches, project);
  const cannot = (because: string, why: string): BudgetVerdict => ({
    kind: "refused",
    message: "whether it waits long enough can't be told",
    why,
    because,
  });
  if (delay === undefined)
    return cannot("its delay can't be told", `delay is ${status.text("delay") ?? "not a number"}`);
  const alike = launches.every((each) => each.text("async") === launch.text("async"));
  const following = alike ? followsAsync(status, launch, delay) : undefined;
  if (following !== undefined) return following;
  if (seconds === undefined) {
    const limit = `the job's async is ${launch.text("async") ?? "not a number"}`;
    const { kind } = timing(status, "retries");
    const retries =
      kind === "template" || kind === "number" ? `retries is ${status.text("retries")}, and ` : "";
    return cannot("its job's async can't be told", retries + limit);
  }
  const atLeast = Math.ceil(seconds / delay);
  const message = (old: string): string =>
    `it gives up after ${old} x ${delay} s, while its job may run ${seconds} s`;
  if (timing(status, "retries").kind === "absent") {
    if (DEFAULT_RETRIES >= atLeast) return ENOUGH;
    const change = new Change();
    setRetries(status, atLeast, change);
    return {
      kind: "fix",
      change,
      old: `absent (${DEFAULT_RETRIES})`,
      new: String(atLeast),
      message: `${message(String(DEFAULT_RETRIES))}: retries ${atLeast}`,
    };
  }
  const raised = raiseTiming({ task: status, key: "retries", atLeast, needOf: () => undefined, project });
  if (raised.kind === "enough") return ENOUGH;
  if (raised.kind === "refused")
    return {
      kind: "refused",
      message: `retries has to be at least ${atLeast} for its job's ${seconds} s`,
      why: raised.why,
      because: raised.because,
    };
  const where = raised.where === undefined ? "" : ` in ${raised.where}`;
  return {
    kind: "fix",
    change: raised.change,
    old: raised.old,
    new: raised.new,
    message: `${message(raised.old)}: retries ${raised.old} -> ${raised.new}${where}`,
  };
}
