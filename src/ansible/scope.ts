import { type Read, readNames } from "../jinja/names.js";
import { parseTemplate } from "../jinja/template.js";
import { isMap, keyText } from "../yaml/tree.js";
import { isBuiltin } from "./builtin-modules.js";
import { expressionsIn, type TaskExpression } from "./expressions.js";
import type { AnsibleFile, Block, Play, Task } from "./model.js";
import { roleFolder } from "./paths.js";
import type { Project } from "./project.js";

/** One place that reads a variable. */
export interface VariableRead {
  readonly holder: Task | Block | Play;
  readonly expression: TaskExpression;
  readonly read: Read;
}

/**
 * The files that share registered variables with one: those of its role or, outside of roles, those below
 * its folder. Registered variables belong to the host, so a role's task files see each other's.
 */
export class Scope {
  readonly #reads = new Map<string, VariableRead[]>();
  readonly #registers = new Map<string, Task[]>();
  /** The names that variables are assigned to, and by each name those that get a value from it. */
  readonly #assigned = new Set<string>();
  readonly #flows = new Map<string, string[]>();
  readonly #order = new Map<Task, number>();

  constructor(readonly files: readonly AnsibleFile[]) {
    for (const file of files) {
      for (const holder of holders(file)) {
        this.#addReads(holder);
        this.#addAssignments(holder);
        if (holder.kind !== "task") continue;
        const register = holder.text("register");
        if (register !== undefined) push(this.#registers, register, holder);
        this.#order.set(holder, this.#order.size);
      }
    }
  }

  /** The places that read a variable, in source order within each file. */
  reads(name: string): readonly VariableRead[] {
    return this.#reads.get(name) ?? [];
  }

  /** Which of the scope's tasks it is, in the order of the files and in source order within each. */
  orderOf(task: Task): number {
    return this.#order.get(task) ?? Number.MAX_SAFE_INTEGER;
  }

  /** The tasks that register a name. */
  registering(name: string): readonly Task[] {
    return this.#registers.get(name) ?? [];
  }

  /** Is the name anybody's: registered, set or read? */
  knows(name: string): boolean {
    return this.#registers.has(name) || this.#reads.has(name) || this.#assigned.has(name);
  }

  /**
   * A loop variable that no include of the scope has around it: Ansible warns when an inner loop takes the
   * outer one's name, and the outer one's value is lost.
   */
  loopVariableFor(base: string): string {
    const taken = (name: string): boolean => this.#registers.has(name) || this.#assigned.has(name);
    let name = base;
    for (let number = 2; taken(name); number++) name = `${base}_${number}`;
    return name;
  }

  /** The name and all variables that its value flows into. */
  carriersOf(name: string): ReadonlySet<string> {
    const names = new Set([name]);
    // A set yields what is added while it is walked.
    for (const each of names) for (const target of this.#flows.get(each) ?? []) names.add(target);
    return names;
  }

  #addReads(holder: Task | Block | Play): void {
    for (const expression of expressionsIn(holder)) {
      for (const read of readNames(expression.node))
        push(this.#reads, read.root, { holder, expression, read });
    }
  }

  #addAssignments(holder: Task | Block | Play): void {
    const expressions = expressionsIn(holder);
    const maps: string[] = holder.has("vars") ? ["vars"] : [];
    const action = holder.kind === "task" ? holder.action : undefined;
    if (action !== undefined && isBuiltin(action.module, "set_fact")) maps.push(action.module);
    if (action !== undefined && action.map === undefined && isBuiltin(action.module, "set_fact")) {
      for (const [key, text] of action.options)
        this.#assign(
          key,
          readNames(parseTemplate(text)).map((read) => read.root),
        );
    }
    for (const { keyword, path, node } of expressions) {
      const [key] = path;
      if (key !== undefined && maps.includes(keyword))
        this.#assign(
          key,
          readNames(node).map((read) => read.root),
        );
    }
    if (action !== undefined && INCLUDES.some((name) => isBuiltin(action.module, name))) {
      const loop = [...holder.keywords.keys()].find((key) => key === "loop" || key.startsWith("with_"));
      const roots = expressions
        .filter((each) => each.keyword === loop)
        .flatMap((each) => readNames(each.node).map((read) => read.root));
      this.#assign(loopVariable(holder), roots);
    }
  }

  /** A variable gets its value from others: by set_fact, vars, or the loop of an include. */
  #assign(name: string, from: readonly string[]): void {
    if (from.length > 0) this.#assigned.add(name);
    for (const each of from) push(this.#flows, each, name);
  }
}

const INCLUDES = ["include_tasks", "include_role", "include"] as const;

/** The variable that a looped task's item is in (playbook/loop_control.py). */
export function loopVariable(holder: Task | Block | Play): string {
  const control = holder.value("loop_control");
  const entry = isMap(control) ? control.entries.find((each) => keyText(each) === "loop_var") : undefined;
  return entry?.value.kind === "scalar" ? entry.value.text : "item";
}

/** Is the task repeated by `loop` or `with_…`? */
export function isLooped(task: Task): boolean {
  return [...task.keywords.keys()].some((key) => key === "loop" || key.startsWith("with_"));
}

export function isAsyncStatus(task: Task): boolean {
  return task.action !== undefined && isBuiltin(task.action.module, "async_status");
}

function* holders(file: AnsibleFile): Generator<Task | Block | Play> {
  yield* file.plays;
  for (const list of file.lists) yield* list.items;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

interface Known {
  /** The project's files when the scope was looked up last. */
  readonly all: readonly AnsibleFile[];
  readonly scope: Scope;
}

const known = new WeakMap<Project, Map<string, Known>>();

/**
 * Does a file share registers with one? Below a role's folder all do. Outside of roles a playbook shares with
 * the task files below its folder, not with the other playbooks there: each is a run of its own.
 */
function shares(file: AnsibleFile, other: AnsibleFile): boolean {
  if (file === other) return true;
  return !(file.kind === "playbook" && other.kind === "playbook") && mayRead(file, other.path);
}

/** The folder whose files share registers with a file: its role's or, outside of roles, its own. */
function sharedFolder(file: AnsibleFile): string {
  return roleFolder(file.path) ?? folderOf(file.path);
}

/** May a file of this path, of whatever kind, read what another one registers? */
export function mayRead(file: AnsibleFile, path: string): boolean {
  const folder = sharedFolder(file);
  if (folder !== "" && !path.startsWith(`${folder}/`)) return false;
  if (roleFolder(file.path) !== undefined) return true;
  // A playbook at the top of a repository does not share with every role below it.
  return roleFolder(path) === undefined || roleFolder(path) === folder;
}

/** The scope of a file, as the project is now. */
export function scopeOf(file: AnsibleFile, project: Project): Scope {
  const key = file.kind === "playbook" ? file.path : `${sharedFolder(file)}/`;
  const all = project.files();
  let scopes = known.get(project);
  if (scopes === undefined) {
    scopes = new Map();
    known.set(project, scopes);
  }
  const before = scopes.get(key);
  if (before?.all === all) return before.scope;
  const files = all.filter((other) => shares(file, other));
  const isSame =
    before?.scope.files.length === files.length && before.scope.files.every((each, i) => each === files[i]);
  const scope = isSame ? before.scope : new Scope(files);
  scopes.set(key, { all, scope });
  return scope;
}
