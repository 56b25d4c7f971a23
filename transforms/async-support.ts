/**
 * Reports `async` and `poll` where they can't do what they say.
 *
 * ## What it does
 * Reports each task that has `async` on an action that can't run asynchronously, on an include or an import,
 * or on a block, and each that has `poll` without `async`. It changes nothing: whether the work should wait
 * in the foreground, or be done by another module, is for people to decide.
 *
 * Which actions can't is read from the action plugins of ansible-core 2.14, 2.16, 2.18 and 2.19
 * (`_supports_async`). Action plugins of collections are not looked at.
 *
 * ## Why
 * Ansible fails such a task as soon as it runs ("async is not supported for this task", "This action (copy)
 * does not support async."), refuses the whole file (`include_tasks`, `include_role`, blocks), or takes the
 * keyword and runs everything in the foreground (`import_role`, `import_tasks`): a "parallel" role that
 * never was.
 *
 * ## Example
 * ```yaml
 * - name: Run the migration
 *   ansible.builtin.script: migrate.sh
 *   async: 3600
 *   poll: 30
 * ```
 * ## Use instead
 * ```yaml
 * - name: Copy the migration
 *   ansible.builtin.copy:
 *     src: migrate.sh
 *     dest: /usr/local/libexec/migrate.sh
 *     mode: "0755"
 *
 * - name: Run the migration
 *   ansible.builtin.command: /usr/local/libexec/migrate.sh
 *   async: 3600
 *   poll: 30
 * ```
 * ## Safety
 * Safe: it changes nothing.
 */
import {
  type AnsibleFile,
  type AsyncEffect,
  Block,
  effectOfAsync,
  type Finding,
  jobMode,
  type Keyword,
  Task,
  type Transform,
  type TransformOptions,
} from "../src/index.js";

/** What to do instead, by the short name of the action. */
const INSTEAD: Readonly<Record<string, string>> = {
  assemble: "take async away: it puts small files together",
  async_status: "take async away: its time is retries x delay",
  block: "give async to the tasks in it that take long",
  copy: "take async away, or let the host fetch a large file itself, with ansible.builtin.get_url",
  fetch: "take async away, or let the host send a large file itself, with a command",
  gather_facts: "use ansible.builtin.setup, which can",
  import_role: "give async to the tasks of the role that take long",
  import_tasks: "give async to the tasks of the file that take long",
  include: "use include_tasks, and give async to the tasks of the file that take long",
  include_role: "give async to the tasks of the role that take long",
  include_tasks: "give async to the tasks of the file that take long",
  pause: "take async away: it waits on the controller; a host waits with ansible.builtin.wait_for",
  raw: "use ansible.builtin.shell or command, which can, wherever the host has Python",
  reboot: "take async away: its time is reboot_timeout",
  script: "copy the script first, and run it with ansible.builtin.command under async",
  template: "take async away: it writes one file",
  unarchive: "take async away, or unpack a large archive with ansible.builtin.command: tar … under async",
  wait_for_connection: "take async away: its time is timeout",
};

/** For what is over at once on the controller: add_host, assert, debug, set_fact … */
const OVER_AT_ONCE = "take async away: it is over at once";

/** The lines of ansible-core on which the task fails and which the result has to run on. */
function linesThatMatter(
  support: Extract<AsyncEffect, { kind: "fails" }>,
  [major, minor]: TransformOptions["targetCore"],
) {
  return support.on.filter((line) => {
    const [lineMajor = 0, lineMinor = 0] = line.split(".").map(Number);
    return lineMajor > major || (lineMajor === major && lineMinor >= minor);
  });
}

/** What becomes of the keyword, in half a line; undefined where all is well. */
function effect(item: Task | Block, options: TransformOptions): string | undefined {
  const support = effectOfAsync(item);
  switch (support.kind) {
    case "runs":
      return undefined;
    case "refused":
      return "the file does not load";
    case "ignored":
      return "it is ignored, and the work is done in the foreground";
    case "fails": {
      const [first] = linesThatMatter(support, options.targetCore);
      if (first === undefined || (item instanceof Task && jobMode(item) === "sync")) return undefined;
      return first === "2.14"
        ? "the task fails at once"
        : `the task fails at once on ansible-core ${first} and later`;
    }
  }
}

function about(task: Task, keyword: Keyword) {
  return { file: task.file, task, at: keyword.entry.span, safety: "safe" as const };
}

/** The task that a finding names for people: of a block the first one in it. */
function firstTask(item: Task | Block): Task | undefined {
  if (item instanceof Task) return item;
  for (const list of item.lists) {
    for (const inner of list.items) {
      const found = firstTask(inner);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function* check(item: Task | Block, options: TransformOptions): Iterable<Finding> {
  const task = firstTask(item);
  const time = item.keyword("async");
  const keyword = time ?? item.keyword("poll");
  if (task === undefined || keyword === undefined) return;
  const what = item instanceof Block ? "block" : (item.action?.short ?? "it");
  const named = item instanceof Block && item.name !== undefined ? `block "${item.name}"` : what;
  const comesOfIt = effect(item, options);
  if (comesOfIt !== undefined && (time !== undefined || effectOfAsync(item).kind === "refused")) {
    const message = `${named} can't take ${keyword.key}: ${comesOfIt}`;
    yield { ...about(task, keyword), message, outcome: { refused: INSTEAD[what] ?? OVER_AT_ONCE } };
  } else if (time === undefined) {
    const message = "poll does nothing without async: the task runs in the foreground";
    const refused = "take poll away, or add async: the seconds that the job may take";
    yield { ...about(task, keyword), message, outcome: { refused, because: "poll without async" } };
  }
}

function* tasksAndBlocks(file: AnsibleFile): Iterable<Task | Block> {
  for (const list of file.lists) yield* list.items;
}

export const asyncSupport: Transform = {
  id: "async-support",
  title: "reports async where an action can't run asynchronously, and poll without async",
  onByDefault: true,
  safety: "safe",
  *run(file, _project, options) {
    for (const item of tasksAndBlocks(file)) yield* check(item, options);
  },
};
