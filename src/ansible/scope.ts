import { isBuiltin } from "./builtin-modules.js";
import { fileReads, type VariableRead } from "./file-reads.js";
import type { AnsibleFile, Task } from "./model.js";
import { roleFolder } from "./paths.js";
import type { Project } from "./project.js";

/**
 * The files that share registered variables with one: those of its role or, outside of roles, those below
 * its folder. Registered variables belong to the host, so a role's task files see each other's.
 */
export class Scope {
  constructor(readonly files: readonly AnsibleFile[]) {}

  /** The places that read a variable, file by file. */
  reads(name: string): readonly VariableRead[] {
    return this.files.flatMap((file) => fileReads(file).of(name).reads);
  }

  /** Which of two tasks comes first, in the order of the files and in source order within each. */
  compare(a: Task, b: Task): number {
    return this.files.indexOf(a.file) - this.files.indexOf(b.file) || a.span.start - b.span.start;
  }

  /** The tasks that register a name. */
  registering(name: string): readonly Task[] {
    return this.files.flatMap((file) => fileReads(file).registering(name));
  }

  /** Is the name anybody's: registered, set or read? */
  knows(name: string): boolean {
    return this.#sets(name) || this.files.some((file) => fileReads(file).of(name).reads.length > 0);
  }

  /**
   * A loop variable that no include of the scope has around it: Ansible warns when an inner loop takes the
   * outer one's name, and the outer one's value is lost.
   */
  loopVariableFor(base: string): string {
    let name = base;
    for (let number = 2; this.#sets(name); number++) name = `${base}_${number}`;
    return name;
  }

  /** The name and all variables that its value flows into. */
  carriersOf(name: string): ReadonlySet<string> {
    const names = new Set([name]);
    // A set yields what is added while it is walked.
    for (const each of names)
      for (const file of this.files)
        for (const target of fileReads(file).of(each).flowsInto) names.add(target);
    return names;
  }

  #sets(name: string): boolean {
    return this.files.some((file) => {
      const reads = fileReads(file);
      return reads.registering(name).length > 0 || reads.of(name).isAssigned;
    });
  }
}

/** Is the task repeated by `loop` or `with_…`? */
export function isLooped(task: Task): boolean {
  return [...task.keywords.keys()].some((key) => key === "loop" || key.startsWith("with_"));
}

export function isAsyncStatus(task: Task): boolean {
  return task.action !== undefined && isBuiltin(task.action.module, "async_status");
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
