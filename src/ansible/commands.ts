import { readArgv, readCommand, readScript } from "../shell/script.js";
import type { Script } from "../shell/types.js";
import { isScalar, isSeq, keyText, type YamlScalar } from "../yaml/tree.js";
import { COMMAND_ARGUMENTS } from "./action.js";
import type { Task } from "./model.js";

/** The command or script that a task runs, and the scalar it is written in. */
export interface TaskScript {
  readonly script: Script;
  /** The interpreter of the text: a shell's script, or words that no shell sees. */
  readonly by: "shell" | "command";
  /** The scalar that holds the text; undefined for `argv` lists. */
  readonly scalar: YamlScalar | undefined;
}

/** Modules whose text a POSIX shell runs, and those whose text is split into words. By short name. */
const SHELL_MODULES: ReadonlySet<string> = new Set(["shell", "raw"]);
const COMMAND_MODULES: ReadonlySet<string> = new Set(["command"]);

const known = new WeakMap<Task, TaskScript | null>();

function argument(task: Task, names: readonly string[]) {
  const argumentMaps = [task.action?.map, task.value("args")];
  for (const map of argumentMaps) {
    if (map?.kind !== "map") continue;
    for (const entry of map.entries) if (names.includes(keyText(entry) ?? "")) return entry.value;
  }
  return undefined;
}

function read(task: Task): TaskScript | undefined {
  const { action } = task;
  if (action === undefined) return undefined;
  const by = SHELL_MODULES.has(action.short)
    ? "shell"
    : COMMAND_MODULES.has(action.short)
      ? "command"
      : undefined;
  if (by === undefined) return undefined;
  const value = argument(task, COMMAND_ARGUMENTS);
  if (isSeq(value)) {
    const words = value.items.map((item) => (isScalar(item.value) ? item.value.text : ""));
    return { script: readArgv(words), by: "command", scalar: undefined };
  }
  const scalar = isScalar(value) ? value : isScalar(action.freeFormNode) ? action.freeFormNode : undefined;
  const text = isScalar(value) ? value.text : (action.freeForm ?? action.options.get("cmd"));
  if (text === undefined) return undefined;
  return { script: by === "shell" ? readScript(text) : readCommand(text), by, scalar };
}

/** What a command or shell task runs; undefined for other modules and where the text can't be found. */
export function taskScript(task: Task): TaskScript | undefined {
  let found = known.get(task);
  if (found === undefined) {
    found = read(task) ?? null;
    known.set(task, found);
  }
  return found ?? undefined;
}
