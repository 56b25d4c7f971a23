/**
 * The keywords of ansible-core 2.14 to 2.19, from lib/ansible/keyword_desc.yml and the FieldAttributes of
 * playbook/task.py, block.py, play.py and their mixins. What a task holds beside these is its action.
 */
const TASK_KEYWORDS: ReadonlySet<string> = new Set([
  "any_errors_fatal",
  "args",
  "async",
  "become",
  "become_exe",
  "become_flags",
  "become_method",
  "become_user",
  "changed_when",
  "check_mode",
  "collections",
  "connection",
  "debugger",
  "delay",
  "delegate_facts",
  "delegate_to",
  "diff",
  "environment",
  "failed_when",
  "first_available_file",
  "ignore_errors",
  "ignore_unreachable",
  "listen",
  "loop",
  "loop_control",
  "module_defaults",
  "name",
  "no_log",
  "notify",
  "poll",
  "port",
  "register",
  "remote_user",
  "retries",
  "run_once",
  "tags",
  "throttle",
  "timeout",
  "until",
  "vars",
  "when",
  // Removed from Ansible, still met in old roles.
  "always_run",
  "static",
  "su",
  "su_user",
  "sudo",
  "sudo_user",
]);

/** The lists of tasks that a block holds, in the order in which they run. */
export const BLOCK_LISTS = ["block", "rescue", "always"] as const;
export type BlockList = (typeof BLOCK_LISTS)[number];

/** The lists of tasks that a play holds, in the order in which they run; handlers run in between. */
export const PLAY_LISTS = ["pre_tasks", "tasks", "post_tasks", "handlers"] as const;
export type PlayList = (typeof PLAY_LISTS)[number];

/** A map with one of these is a play: playbook/play.py wants `hosts`, the rest are playbook-level imports. */
export const PLAY_MARKS: ReadonlySet<string> = new Set([
  "hosts",
  "import_playbook",
  "ansible.builtin.import_playbook",
]);

/** `with_items`, `with_dict` …: a lookup's name behind the prefix (playbook/task.py, preprocess_data). */
const LOOKUP_LOOP_PREFIX = "with_";

export function isTaskKeyword(key: string): boolean {
  return TASK_KEYWORDS.has(key) || key.startsWith(LOOKUP_LOOP_PREFIX);
}
