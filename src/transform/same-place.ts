import { expressionsIn } from "../ansible/expressions.js";
import type { Task } from "../ansible/model.js";
import { readNames } from "../jinja/names.js";
import { type Emittable, Verbatim } from "../yaml/emit.js";
import { keyText, type YamlMap, type YamlNode } from "../yaml/tree.js";
import { CannotEdit } from "./change.js";
import { copied, type Rename, variablesIn } from "./copied.js";
import { loopOnlyNames } from "./loop-names.js";

/**
 * The keywords that a status task needs as its launch has them: those that decide in whose home on which
 * host the job file is, and those by which a run selects both tasks alike (measured, ansible-core 2.14 to
 * 2.19). What a play or block hands down needs no copy.
 */
const WHERE = [
  "become",
  "become_user",
  "become_method",
  "become_flags",
  "become_exe",
  "delegate_to",
  "delegate_facts",
  "remote_user",
  "connection",
  "port",
  "environment",
] as const;
const WHETHER = [
  "run_once",
  "check_mode",
  "ignore_errors",
  "ignore_unreachable",
  "no_log",
  "collections",
  "tags",
] as const;

/** Where `local_action` runs a task (parsing/mod_args.py). */
export const LOCALHOST = "localhost";

/** Is the task written as `local_action`, which is `delegate_to: localhost` by another name? */
export function isLocalAction(task: Task): boolean {
  return task.action?.form === "local_action";
}

/** Variables that decide where a job file is, beside the connection's own: `ansible_async_dir`, `ansible_user` … */
function decidesPlace(name: string): boolean {
  return name.startsWith("ansible_");
}

/** The `vars` of a launch that its status task needs: those that decide, and those that the copied values read. */
function placeVars(launch: Task, read: ReadonlySet<string>): readonly (readonly [string, YamlNode])[] {
  const vars = launch.keyword("vars");
  if (vars === undefined || vars.value.kind !== "map") return [];
  const all = vars.value.entries.map((entry) => [keyText(entry) ?? "", entry.value] as const);
  const wanted = new Set(all.map(([name]) => name).filter((name) => decidesPlace(name) || read.has(name)));
  for (let before = 0; before < wanted.size; ) {
    before = wanted.size;
    for (const [name, value] of all) {
      if (wanted.has(name))
        for (const each of variablesIn(value)) if (all.some(([other]) => other === each)) wanted.add(each);
    }
  }
  return all.filter(([name]) => wanted.has(name));
}

/** A private home moves the job file to where no status task can follow it (measured). */
function movesHome(node: YamlNode): boolean {
  return node.kind === "map" && (node as YamlMap).entries.some((entry) => keyText(entry) === "HOME");
}

/** The variables that the expressions under some keywords of a task read. */
function readUnder(task: Task, keys: readonly string[]): ReadonlySet<string> {
  const expressions = expressionsIn(task).filter(({ keyword }) => keys.includes(keyword));
  return new Set(expressions.flatMap(({ node }) => readNames(node).map(({ root }) => root)));
}

/**
 * What a status task takes over from its launch, in the order in which it is written.
 *
 * @param rename the loop's item, where the launch is looped
 * @param also keywords of the launch beside the place's whose variables the status task reads
 * @throws CannotEdit when a value can't be taken over
 */
export function samePlace(
  launch: Task,
  rename: Rename | undefined,
  also: readonly string[],
): Readonly<Record<string, Emittable>> {
  const { source } = launch.file;
  const taken: Record<string, Emittable> = {};
  const read = readUnder(launch, [...WHERE, ...WHETHER, ...also]);
  for (const key of [...WHERE, ...WHETHER]) {
    const keyword = launch.keyword(key);
    if (keyword === undefined) continue;
    if (key === "environment" && movesHome(keyword.value))
      throw new CannotEdit("its environment sets HOME: the job file is where no async_status looks");
    // An alias is written as the alias: it stays one place to change.
    const node = keyword.origin === "alias" ? keyword.entry.value : keyword.value;
    taken[key] = keyword.origin === "alias" ? new Verbatim(node, source) : copied(node, source, rename);
  }
  if (isLocalAction(launch) && taken["delegate_to"] === undefined) taken["delegate_to"] = LOCALHOST;
  const vars = placeVars(launch, read);
  const all = new Set([...read, ...vars.flatMap(([, value]) => [...variablesIn(value)])]);
  const lost = rename === undefined ? undefined : loopOnlyNames(launch).find((name) => all.has(name));
  if (lost !== undefined)
    throw new CannotEdit(`a keyword reads the loop's ${lost}, which its results do not carry`);
  if (vars.length > 0)
    taken["vars"] = Object.fromEntries(vars.map(([name, value]) => [name, copied(value, source, rename)]));
  return taken;
}
