import { type Read, readNames } from "../jinja/names.js";
import type { Segment } from "../jinja/reference.js";
import { expressionsIn } from "./expressions.js";
import { loopVariable, type VariableRead } from "./file-reads.js";
import type { Task } from "./model.js";
import type { Project } from "./project.js";
import { isAsyncStatus, type Scope, scopeOf } from "./scope.js";

/** What a read of a registered variable is after. */
export type Interest =
  /** The job as such: its id, its results file, whether it was started. */
  | "job"
  /** What came of it: rc, stdout, whether it failed or changed something. */
  | "result"
  /** Whether there is one at all; or the whole of it, to show or to pass on. */
  | "whole";

/** A read of a launch's register by another task. */
export interface RegisterRead extends VariableRead {
  readonly interest: Interest;
}

/** What becomes of the register of an asynchronous task, as far as its role or playbook shows. */
export interface JobFlow {
  readonly register: string;
  readonly scope: Scope;
  /** The register and the variables that it is passed on in. */
  readonly carriers: ReadonlySet<string>;
  /** The async_status tasks that look at the job. */
  readonly statuses: readonly Task[];
  /** The tasks that remove the job's file: behind them it can't be looked up any more. */
  readonly cleanups: readonly Task[];
  /** All other reads of the register itself; those of the launch too. */
  readonly reads: readonly RegisterRead[];
}

/** Fields of a launch's result that speak of the job, not of what came of it (modules/async_wrapper.py). */
const JOB_FIELDS: ReadonlySet<string> = new Set(["ansible_job_id", "results_file", "started"]);
/**
 * Fields that a looped launch's results have for each item, beside its loop variable (executor/task_executor.py).
 * A status task's results do not have them: there the item is a result of the launch.
 */
const LOOP_FIELDS: ReadonlySet<string> = new Set([
  "item",
  "ansible_loop_var",
  "ansible_loop",
  "ansible_index_var",
]);
/** Tests that hold for a launch as they will for its result. */
const NEUTRAL_TESTS: ReadonlySet<string> = new Set([
  "defined",
  "undefined",
  "skipped",
  "skip",
  "none",
  "mapping",
]);
const JOB_TESTS: ReadonlySet<string> = new Set(["started"]);

function fieldOf(path: readonly Segment[]): Segment | undefined {
  // `x.results[0].rc` and `x.results.0.rc` ask each item for what `x.rc` asks of one.
  if (path[0] !== "results") return path[0];
  return typeof path[1] === "number" || path[1] === null || /^\d+$/.test(String(path[1] ?? ""))
    ? path[2]
    : undefined;
}

/** What one read is after: it, or what a loop over the results asks each item for, which may be both. */
export function interestsOf(each: VariableRead, launches: readonly Task[]): readonly Interest[] {
  const { read, expression, holder } = each;
  const [only, ...more] = read.path;
  const loops = expression.keyword === "loop" || expression.keyword.startsWith("with_");
  if (!loops || only !== "results" || more.length > 0) return [interestIn(read, launches)];
  const item = loopVariable(holder);
  const interests = expressionsIn(holder)
    .flatMap(({ node }) => readNames(node))
    .flatMap((inner) => (inner.root === item ? [interestIn(inner, launches)] : []));
  const telling = new Set(interests.filter((one) => one !== "whole"));
  return telling.size === 0 ? ["whole"] : [...telling];
}

function interestIn(read: Read, launches: readonly Task[]): Interest {
  const field = fieldOf(read.path);
  if (typeof field === "string") {
    const ofItem = LOOP_FIELDS.has(field) || launches.some((launch) => loopVariable(launch) === field);
    return ofItem || JOB_FIELDS.has(field) ? "job" : "result";
  }
  if (read.test === undefined) return "whole";
  if (NEUTRAL_TESTS.has(read.test.name)) return "whole";
  return JOB_TESTS.has(read.test.name) ? "job" : "result";
}

/**
 * Follows a register through a role or playbook.
 *
 * @param task a task with a `register`
 */
export function jobFlow(task: Task, project: Project): JobFlow | undefined {
  const register = task.text("register");
  if (register === undefined || !/^\w+$/.test(register)) return undefined;
  const scope = scopeOf(task.file, project);
  let flows = known.get(scope);
  if (flows === undefined) {
    flows = new Map();
    known.set(scope, flows);
  }
  let flow = flows.get(register);
  if (flow === undefined) {
    flow = flowOf(register, scope);
    flows.set(register, flow);
  }
  return flow;
}

/** The flows that were followed, by register: tasks that share a register share its flow. */
const known = new WeakMap<Scope, Map<string, JobFlow>>();

function flowOf(register: string, scope: Scope): JobFlow {
  const carriers = scope.carriersOf(register);
  const readers = new Set([...carriers].flatMap((name) => scope.reads(name).map((each) => each.holder)));
  const looking = [...readers]
    .filter((reader): reader is Task => reader.kind === "task" && isAsyncStatus(reader))
    .sort((a, b) => scope.compare(a, b));
  const statuses = looking.filter((task) => !isCleanup(task));
  const cleanups = looking.filter(isCleanup);
  const launches = scope.registering(register);
  const reads = scope
    .reads(register)
    .filter(({ holder }) => holder.kind !== "task" || !isAsyncStatus(holder))
    .flatMap((each) => interestsOf(each, launches).map((interest) => ({ ...each, interest })));
  return { register, scope, carriers, statuses, cleanups, reads };
}

/** `mode: cleanup` removes the job file; it neither waits nor stops the job. */
export function isCleanup(status: Task): boolean {
  return status.action?.options.get("mode") === "cleanup";
}

/** Does one task stand behind another, in the same file? */
export function isBehind(later: Task, earlier: Task): boolean {
  return later.file === earlier.file && later.span.start > earlier.span.start;
}
