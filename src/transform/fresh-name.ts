import type { AnsibleFile, Task } from "../ansible/model.js";
import { roleFolder } from "../ansible/paths.js";
import type { Scope } from "../ansible/scope.js";
import { CannotEdit } from "./change.js";

/** How long the part of a name that comes from a task's name may be. */
const LONGEST = 48;

/**
 * The prefix that ansible-lint asks of a role's variables (var-naming[no-role-prefix]): the folder below
 * `roles`, where it is a plain word; it leaves roles with other names alone (rules/var_naming.py).
 */
function rolePrefix(path: string): string {
  const folder = roleFolder(path)?.split("/") ?? [];
  const role = folder.at(-2) === "roles" ? folder.at(-1) : undefined;
  return role !== undefined && /^[a-z]\w*$/i.test(role) ? `${role}_` : "";
}

/** A task's name as part of a variable's: words of lower-case letters and digits; undefined when none is left. */
function slug(task: Task): string | undefined {
  const text = task.label.replace(/\{\{(?:(?!\{\{|\}\}).)*\}\}/gs, " ").toLowerCase();
  const words = text.match(/[a-z0-9]+/g) ?? [];
  let name = "";
  for (const word of words) {
    if (name.length + word.length >= LONGEST) break;
    name += name === "" ? word : `_${word}`;
  }
  if (name === "") return undefined;
  return /^\d/.test(name) ? `task_${name}` : name;
}

/** With the role's prefix, once. */
function prefixed(name: string, task: Task): string {
  const prefix = rolePrefix(task.file.path);
  return name.startsWith(prefix) || name.replace(/^_+/, "").startsWith(prefix) ? name : prefix + name;
}

const known = new WeakMap<AnsibleFile, ReadonlySet<string>>();

/** The words of a file: a file of 10,000 tasks is asked for as many names. */
function wordsOf(file: AnsibleFile): ReadonlySet<string> {
  let words = known.get(file);
  if (words === undefined) {
    words = new Set(file.source.match(/\w+/g));
    known.set(file, words);
  }
  return words;
}

/** The name, with a number behind it where it is taken in the scope or stands anywhere in the file. */
function unique(name: string, task: Task, scope: Scope, taken: ReadonlySet<string>): string {
  const free = (each: string): boolean =>
    !taken.has(each) && !scope.knows(each) && !wordsOf(task.file).has(each);
  if (free(name)) return name;
  for (let number = 2; ; number++) if (free(`${name}_${number}`)) return `${name}_${number}`;
}

/**
 * Hands out the names of new variables. Fixes of one transform do not see each other's, so each transform
 * keeps account of what it has handed out.
 */
export class FreshNames {
  readonly #handedOut = new WeakMap<Scope, Set<string>>();

  /**
   * A name made from a task's name: `backup_dump_the_database_job`.
   *
   * @throws CannotEdit when nothing of the task's name can be part of one
   */
  fromTask(task: Task, ending: string, scope: Scope): string {
    const base = slug(task);
    if (base === undefined) throw new CannotEdit("no name for a register can be made from the task's");
    return this.#take(`${base}_${ending}`, task, scope);
  }

  /** A name made from that of another register: `result_job`. */
  fromRegister(register: string, ending: string, task: Task, scope: Scope): string {
    return this.#take(`${register}_${ending}`, task, scope);
  }

  #take(name: string, task: Task, scope: Scope): string {
    const taken = this.#handedOut.get(scope) ?? new Set<string>();
    this.#handedOut.set(scope, taken);
    const free = unique(prefixed(name, task), task, scope, taken);
    taken.add(free);
    return free;
  }
}
