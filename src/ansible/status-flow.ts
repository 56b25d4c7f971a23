import { jobFlow } from "./job-flow.js";
import type { Task } from "./model.js";
import type { Project } from "./project.js";
import { type Scope, scopeOf } from "./scope.js";
import { jobMode } from "./timing.js";

const known = new WeakMap<Scope, ReadonlyMap<Task, readonly Task[]>>();

/** The asynchronous tasks that each status task of a scope may wait for. */
function launchesByStatus(scope: Scope, project: Project): ReadonlyMap<Task, readonly Task[]> {
  let found = known.get(scope);
  if (found === undefined) {
    const byStatus = new Map<Task, Task[]>();
    const launches = scope.files.flatMap((file) => [...file.tasks().with("async").with("register")]);
    for (const launch of launches) {
      if (jobMode(launch) === "sync") continue;
      for (const status of jobFlow(launch, project)?.statuses ?? []) {
        const list = byStatus.get(status);
        if (list === undefined) byStatus.set(status, [launch]);
        else list.push(launch);
      }
    }
    found = byStatus;
    known.set(scope, found);
  }
  return found;
}

/**
 * The launches whose jobs a status task waits for. Of several that register one name in the status task's
 * own file, only the last before it: the name is that one's by then.
 */
export function launchesOf(status: Task, project: Project): readonly Task[] {
  const scope = scopeOf(status.file, project);
  const all = launchesByStatus(scope, project).get(status) ?? [];
  const isBefore = (launch: Task): boolean =>
    launch.file === status.file && launch.span.start < status.span.start;
  const names = new Set(all.map((launch) => launch.text("register")));
  return [...names].flatMap((name) => {
    const registering = all.filter((launch) => launch.text("register") === name);
    const nearest = registering.filter(isBefore).at(-1);
    return nearest === undefined ? registering : [nearest];
  });
}
