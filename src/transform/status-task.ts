import type { Task } from "../ansible/model.js";
import { isLooped } from "../ansible/scope.js";
import { knownNumber, type Timing, timing } from "../ansible/timing.js";
import { soleOutput } from "../jinja/template.js";
import type { Emittable, EmittableMap } from "../yaml/emit.js";
import { CannotEdit } from "./change.js";
import { type Rename, renamed } from "./copied.js";
import { itemOfResult, nameOutsideLoop } from "./loop-names.js";
import { samePlace } from "./same-place.js";

/** What a status task is made from. */
export interface StatusPlan {
  readonly launch: Task;
  /** The register of the launch. */
  readonly job: string;
  /** The register of the status task. */
  readonly result: string;
  /** Seconds between two looks. */
  readonly delay: number;
  /** The loop variable of a looped launch's status task. */
  readonly item: string;
  /** Keys that move from the launch: conditions on the result, `notify`. */
  readonly moved: Readonly<Record<string, Emittable>>;
  /** A launch that failed to start fails the status task too, instead of having it skipped. */
  readonly evenFailed: boolean;
}

/**
 * How late the watcher of a job may be with killing it and with writing so into the job file, in seconds
 * (modules/async_wrapper.py looks every 5 s; measured up to 7 s with the start).
 */
export const KILL_DELAY = 10;

/** The expression of a template that is nothing else, ready for a filter; undefined for any other template. */
export function operandOf(template: string): string | undefined {
  const only = soleOutput(template);
  if (only === undefined) return undefined;
  const inner = template.slice(only.inner.start, only.inner.end).trim();
  return ["name", "attribute", "item", "filter", "call"].includes(only.node.kind) ? inner : `(${inner})`;
}

/** Does a template end in `| int`? */
function isInteger(time: Timing): boolean {
  const node = time.kind === "template" ? soleOutput(time.scalar.text)?.node : undefined;
  return node?.kind === "filter" && node.name === "int";
}

/**
 * How many looks it takes to cover the job's `async`. Ansible looks once before the first delay, so that
 * retries x delay is the time that is covered (measured: `retries: N` gives N + 1 looks and N delays).
 *
 * @throws CannotEdit when `async` is neither a number nor one expression
 */
export function retriesFor(launch: Task, delay: number, rename: Rename | undefined): number | string {
  const limit = timing(launch, "async");
  const written =
    limit.kind === "number" || (limit.kind === "template" && limit.deciding.kind === "constant");
  const seconds = written ? knownNumber(limit) : undefined;
  if (seconds !== undefined) return Math.max(1, Math.ceil(seconds / delay));
  const operand = limit.kind === "template" ? operandOf(limit.scalar.text) : undefined;
  if (operand === undefined) throw new CannotEdit("its async is not one expression");
  const integer = isInteger(limit) ? operand : `${operand} | int`;
  // Without the last step an integer: `retries` takes no float before ansible-core 2.18 (measured).
  const whole = `{{ (${integer} + ${delay - 1}) // ${delay} }}`;
  return rename === undefined ? whole : renamed(whole, rename);
}

/** The status task's name: the launch's, without the templates that only the launch's loop can fill. */
export function statusName(launch: Task): string {
  return `Wait for job - ${nameOutsideLoop(launch).replace(/\s+/g, " ").trim()}`;
}

/**
 * The async_status task that waits for a launch's job, written with the keywords that make it look in the
 * same place and run whenever its launch does.
 *
 * @throws CannotEdit when something of the launch can't be taken over
 */
export function statusTask(plan: StatusPlan): EmittableMap {
  const { launch, job, result, delay, item, moved } = plan;
  const looped = isLooped(launch);
  const rename = itemOfResult(launch, item);
  const subject = looped ? item : job;
  const place = samePlace(launch, rename, ["name", "async", ...Object.keys(moved)]);
  const loop: EmittableMap = looped
    ? {
        loop: `{{ ${job}.results | default([]) }}`,
        loop_control: { loop_var: item, label: `{{ ${item}.ansible_job_id | default('no job') }}` },
      }
    : {};
  return {
    name: statusName(launch),
    "ansible.builtin.async_status": { jid: `{{ ${subject}.ansible_job_id }}` },
    register: result,
    until: `${result} is finished`,
    retries: retriesFor(launch, delay, rename),
    delay,
    // A launch that was skipped, or failed before it started, has no job.
    when: `${subject}.ansible_job_id is defined${plan.evenFailed ? ` or ${subject} is failed` : ""}`,
    ...loop,
    ...moved,
    ...place,
  };
}
