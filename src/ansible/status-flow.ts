import { firstIndex } from "../text/bisect.js";
import { jobFlow } from "./job-flow.js";
import type { AnsibleFile, Task } from "./model.js";
import type { Project } from "./project.js";
import { type Scope, scopeOf } from "./scope.js";
import { jobMode } from "./timing.js";

/** The asynchronous tasks that register a name, as far as a status task looks for them. */
interface Launches {
  /** In the order of the scope. */
  readonly all: readonly Task[];
  readonly inFile: ReadonlyMap<AnsibleFile, readonly Task[]>;
}

const known = new WeakMap<Scope, ReadonlyMap<Task, readonly Launches[]>>();

/** For each status task of a scope the launches that it may wait for, those that register one name together. */
function launchesByStatus(scope: Scope, project: Project): ReadonlyMap<Task, readonly Launches[]> {
  let found = known.get(scope);
  if (found === undefined) {
    const byStatus = new Map<Task, Launches[]>();
    const launches = scope.files
      .flatMap((file) => [...file.tasks().with("async").with("register")])
      .filter((launch) => jobMode(launch) !== "sync");
    for (const all of grouped(launches, (launch) => launch.text("register")).values()) {
      const [first] = all;
      if (first === undefined) continue;
      const group: Launches = { all, inFile: grouped(all, (launch) => launch.file) };
      for (const status of jobFlow(first, project)?.statuses ?? []) {
        const list = byStatus.get(status);
        if (list === undefined) byStatus.set(status, [group]);
        else list.push(group);
      }
    }
    found = byStatus;
    known.set(scope, found);
  }
  return found;
}

function grouped<K>(tasks: readonly Task[], key: (task: Task) => K): ReadonlyMap<K, readonly Task[]> {
  const groups = new Map<K, Task[]>();
  for (const task of tasks) {
    const group = groups.get(key(task));
    if (group === undefined) groups.set(key(task), [task]);
    else group.push(task);
  }
  return groups;
}

/**
 * The launches whose jobs a status task waits for. Of several that register one name in the status task's
 * own file, only the last before it: the name is that one's by then.
 */
export function launchesOf(status: Task, project: Project): readonly Task[] {
  const scope = scopeOf(status.file, project);
  const groups = launchesByStatus(scope, project).get(status) ?? [];
  return groups.flatMap(({ all, inFile }) => {
    const here = inFile.get(status.file) ?? [];
    const before = firstIndex(here.length, (i) => (here[i]?.span.start ?? 0) >= status.span.start);
    const nearest = here[before - 1];
    return nearest === undefined ? all : [nearest];
  });
}

const waiting = new WeakMap<Scope, ReadonlyMap<Task, readonly Task[]>>();

/** The status tasks that may wait for a launch's job: what launchesOf says, the other way round. */
export function statusesOf(launch: Task, project: Project): readonly Task[] {
  const scope = scopeOf(launch.file, project);
  let found = waiting.get(scope);
  if (found === undefined) {
    const byLaunch = new Map<Task, Task[]>();
    for (const status of launchesByStatus(scope, project).keys()) {
      for (const each of launchesOf(status, project)) {
        const list = byLaunch.get(each);
        if (list === undefined) byLaunch.set(each, [status]);
        else list.push(status);
      }
    }
    found = byLaunch;
    waiting.set(scope, found);
  }
  return found.get(launch) ?? [];
}
