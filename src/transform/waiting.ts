import { taskScript } from "../ansible/commands.js";
import { isBehind, type JobFlow } from "../ansible/job-flow.js";
import type { AnsibleFile, Task } from "../ansible/model.js";
import type { Kill } from "../shell/types.js";

const known = new WeakMap<AnsibleFile, readonly Task[]>();

/** The tasks of a file that may wait for something or stop something: few, however many tasks it has. */
function waitersAndStoppers(file: AnsibleFile): readonly Task[] {
  let found = known.get(file);
  if (found === undefined) {
    found = file.lists
      .flatMap((list) => list.items)
      .filter((item): item is Task => item.kind === "task")
      .filter(
        (task) => isWait(task) || task.has("until") || (taskScript(task)?.script.kills.length ?? 0) > 0,
      );
    known.set(file, found);
  }
  return found;
}

/** Modules that tell the state of what another one makes: `ec2_instance_info` of `ec2_instance`. */
const STATE_ENDINGS = ["_info", "_facts"] as const;

/** Does a task ask again and again for the state of what the job makes, until it is as wanted? */
function pollsStateOf(job: Task, { action, keywords }: Task): boolean {
  const made = job.action?.short;
  if (action === undefined || made === undefined || !keywords.has("until")) return false;
  return STATE_ENDINGS.some((ending) => action.short === made + ending);
}

function isWait({ action }: Task): boolean {
  return action?.short === "wait_for" || action?.short === "win_wait_for";
}

/** What the job's command holds, blanks in templates aside: to find paths and ports that others name too. */
function textOf(task: Task): string {
  const { action } = task;
  if (action === undefined) return "";
  const { start, end } = action.entry.span;
  return task.file.source.slice(start, end).replace(/\s+/g, "");
}

/** Arguments of wait_for that name what it waits for. */
const WAITED_THINGS = ["path", "port", "search_regex", "host"] as const;
/** What a value has to have to be told apart from others: `/` alone names nothing. */
const TELLING = /\w{3,}|\d{2,}/;

function waitsForWhat(task: Task, command: string): boolean {
  const { action } = task;
  if (action === undefined || !isWait(task)) return false;
  return WAITED_THINGS.some((name) => {
    const value = action.options.get(name)?.replace(/\s+/g, "");
    return value !== undefined && TELLING.test(value) && command.includes(value);
  });
}

function stopsIt(kill: Kill, command: string): boolean {
  return kill.targets.some((target) => TELLING.test(target) && command.includes(target.replace(/\s+/g, "")));
}

function place(task: Task): string {
  return `line ${task.line}`;
}

/**
 * How else the play deals with a job: it waits for what the job makes, reads the job file itself, or stops
 * the job. A second wait would do harm or nothing.
 */
export function dealtWithBy(task: Task, flow: JobFlow | undefined): string | undefined {
  const command = textOf(task);
  for (const later of waitersAndStoppers(task.file)) {
    if (!isBehind(later, task)) continue;
    if (waitsForWhat(later, command) || pollsStateOf(task, later))
      return `the ${later.action?.short} in ${place(later)} already waits for what it does`;
    const kills = taskScript(later)?.script.kills ?? [];
    if (kills.some((kill) => stopsIt(kill, command))) return `the task in ${place(later)} stops it`;
  }
  const byHand = flow?.reads.find(
    ({ read, holder }) =>
      holder !== task &&
      holder.kind === "task" &&
      (read.path.includes("ansible_job_id") || read.path.includes("results_file")),
  );
  if (byHand !== undefined)
    return `the task in ${byHand.holder.file.path}:${byHand.holder.line} looks at its job file or id by itself`;
  return undefined;
}

/** A test of async itself: some task asserts how far the job is. */
export function isTestOfAsync(flow: JobFlow | undefined): boolean {
  return (
    flow?.reads.some(({ read, holder }) => {
      const asserts =
        holder.kind === "task" && (holder.action?.short === "assert" || holder.action?.short === "fail");
      const field = read.path.at(-1);
      return (
        asserts &&
        (read.test?.name === "finished" ||
          read.test?.name === "started" ||
          field === "finished" ||
          field === "started")
      );
    }) ?? false
  );
}
