import type { Task } from "./model.js";

/** Tasks that a visitor has chosen: `file.tasks().filter(t => t.has("async")).forEach(…)`. */
export class TaskSelection implements Iterable<Task> {
  constructor(readonly all: readonly Task[]) {}

  get length(): number {
    return this.all.length;
  }

  filter(keep: (task: Task) => boolean): TaskSelection {
    return new TaskSelection(this.all.filter(keep));
  }

  /** Those that have a keyword. */
  with(key: string): TaskSelection {
    return this.filter((task) => task.has(key));
  }

  /** Those that run one of these modules of ansible-core or a collection, by short name. */
  running(...modules: readonly string[]): TaskSelection {
    return this.filter((task) => task.action !== undefined && modules.includes(task.action.short));
  }

  forEach(visit: (task: Task) => void): this {
    for (const task of this.all) visit(task);
    return this;
  }

  map<T>(turn: (task: Task) => T): readonly T[] {
    return this.all.map(turn);
  }

  [Symbol.iterator](): Iterator<Task> {
    return this.all[Symbol.iterator]();
  }
}
