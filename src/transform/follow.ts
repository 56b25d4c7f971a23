import type { AnsibleFile, Task } from "../ansible/model.js";
import { isDataPath, roleFolder } from "../ansible/paths.js";
import type { Project } from "../ansible/project.js";
import { type TimingKey, timing } from "../ansible/timing.js";
import type { Definition, Read } from "../ansible/variables.js";
import type { Deciding } from "../jinja/numbers.js";
import type { YamlEntry, YamlNode, YamlScalar } from "../yaml/tree.js";

/** Where the number behind a variable can be changed, or why it can't. */
export type Followed =
  | { readonly kind: "undefined" }
  | {
      readonly kind: "literal";
      readonly definition: Definition;
      readonly scalar: YamlScalar;
      readonly value: number;
      /** The tasks whose keyword takes its value from the variable. */
      readonly readers: readonly Task[];
      readonly everywhere: boolean;
    }
  | {
      readonly kind: "fixed";
      readonly why: string;
      /** The same without the names, to count such refusals together. */
      readonly because: string;
      readonly values: readonly number[];
      /** Whether it is defined for every run of the task: by its own role. */
      readonly everywhere: boolean;
    };

function placeOf(path: string, line: number | undefined): string {
  return line === undefined ? path : `${path}:${line}`;
}

function places(all: readonly { readonly path: string; readonly line: number | undefined }[]): string {
  const shown = all.slice(0, 3).map(({ path, line }) => placeOf(path, line));
  return all.length > shown.length
    ? `${shown.join(", ")} and ${all.length - shown.length} more`
    : shown.join(", ");
}

function definitionPlaces(definitions: readonly Definition[]): string {
  return places(definitions.map(({ file, line }) => ({ path: file.path, line })));
}

/** A number that a definition is, in any spelling that int() takes. */
function literalNumber(
  definition: Definition,
): { readonly scalar: YamlScalar; readonly value: number } | undefined {
  const scalar = definition.entry.value;
  if (scalar.kind !== "scalar") return undefined;
  const value =
    typeof scalar.value === "string"
      ? Number(/^\s*\d+\s*$/.test(scalar.value) ? scalar.value : Number.NaN)
      : scalar.value;
  return typeof value === "number" && Number.isSafeInteger(value) ? { scalar, value } : undefined;
}

/** Does the value of a keyword come to exactly this variable (or its default) in a real run? */
function isVariable(deciding: Deciding, name: string): boolean {
  if (deciding.kind === "ternary") return isVariable(deciding.whenRun, name);
  return (
    (deciding.kind === "variable" || deciding.kind === "default") &&
    deciding.variable.root === name &&
    deciding.variable.path.length === 0
  );
}

/** The tasks of a file by the node that is their value of a keyword: one node for all that share it. */
type Holders = ReadonlyMap<YamlNode, readonly Task[]>;

const holders = new WeakMap<AnsibleFile, Map<TimingKey, Holders>>();

function holdersOf(file: AnsibleFile, key: TimingKey): Holders {
  const byKey = holders.get(file) ?? new Map<TimingKey, Holders>();
  holders.set(file, byKey);
  const known = byKey.get(key);
  if (known !== undefined) return known;
  const found = new Map<YamlNode, Task[]>();
  for (const task of file.tasks()) {
    const value = task.value(key);
    if (value === undefined) continue;
    const list = found.get(value);
    if (list === undefined) found.set(value, [task]);
    else list.push(task);
  }
  byKey.set(key, found);
  return found;
}

/** The tasks whose keyword comes to exactly the variable, among those that read it. */
function readersOf(name: string, key: TimingKey, reads: readonly Read[], project: Project): readonly Task[] {
  const scalars = new Map(
    reads.flatMap(({ path, scalar }) => (scalar === undefined ? [] : [[scalar, path] as const])),
  );
  return [...scalars].flatMap(([scalar, path]) => {
    const file = project.file(path);
    if (file === undefined) return [];
    return (holdersOf(file, key).get(scalar) ?? []).filter((task) => {
      const time = timing(task, key);
      return time.kind === "template" && isVariable(time.deciding, name);
    });
  });
}

/** The task or its role defines the variable: no run of it is without. */
function isOfOwnRole(definition: Definition, task: Task): boolean {
  if (setsInVars(task, definition)) return true;
  const role = roleFolder(task.file.path);
  return role !== undefined && isDataPath(definition.file.path) && roleFolder(definition.file.path) === role;
}

const owners = new WeakMap<AnsibleFile, ReadonlyMap<YamlEntry, Task>>();

/** For each entry of a task's `vars` the task; the first, where several share the map. */
function ownersOf(file: AnsibleFile): ReadonlyMap<YamlEntry, Task> {
  const known = owners.get(file);
  if (known !== undefined) return known;
  const found = new Map<YamlEntry, Task>();
  for (const task of file.tasks()) {
    const vars = task.value("vars");
    for (const entry of vars?.kind === "map" ? vars.entries : [])
      if (!found.has(entry)) found.set(entry, task);
  }
  owners.set(file, found);
  return found;
}

/** What a task's own `vars` set is seen by that task and, where it includes others, by those. */
function isVisible(definition: Definition, task: Task): boolean {
  const owner = ownersOf(definition.file).get(definition.entry);
  return owner === undefined || owner.node === task.node || includesOthers(owner);
}

function setsInVars(task: Task, { entry }: Definition): boolean {
  const vars = task.value("vars");
  return vars?.kind === "map" && vars.entries.includes(entry);
}

function includesOthers(task: Task): boolean {
  return /^(?:include|import)/.test(task.action?.short ?? "");
}

/**
 * Follows a variable that decides a timing keyword to its definition.
 *
 * It may be changed there when it is a literal, defined once among the given paths, and read only as the
 * value of that keyword: then nothing else can notice.
 */
export function followVariable(name: string, task: Task, key: TimingKey, project: Project): Followed {
  const { definitions: all, reads } = project.variable(name, task.file);
  const definitions = all.filter((each) => isVisible(each, task));
  const everywhere = definitions.some((each) => isOfOwnRole(each, task));
  const [definition, ...more] = definitions;
  if (definition === undefined) return { kind: "undefined" };
  const literals = definitions.map(literalNumber);
  const values = literals.flatMap((literal) => literal?.value ?? []);
  const complete = values.length === definitions.length ? values : [];
  const where = definitionPlaces(definitions);
  const refuse = (because: string, why: string): Followed => ({
    kind: "fixed",
    why,
    because: `the variable behind ${key} is ${because}`,
    values: complete,
    everywhere,
  });

  if (more.length > 0)
    return refuse("defined more than once", `${name} is defined in ${definitions.length} places: ${where}`);
  const literal = literals[0];
  if (literal === undefined)
    return refuse("not defined as a number", `${name} is defined in ${where}, not as a number`);
  if (!definition.given)
    return refuse(
      "defined outside of the given paths",
      `${name} is defined in ${where}, which is not among the given paths`,
    );
  const { anchor } = literal.scalar;
  if (definition.entry.value !== literal.scalar || anchor !== undefined)
    return refuse("defined through an anchor", `${name} is defined in ${where} through an anchor`);

  const readers = readersOf(name, key, reads, project);
  const known = new Set(readers.map((reader) => reader.value(key)));
  const others = reads.filter((read: Read) => read.scalar === undefined || !known.has(read.scalar));
  if (others.length > 0)
    return refuse(
      "read for something else too",
      `${name} (defined in ${where}) is also read in ${places(others)}`,
    );
  return { kind: "literal", definition, ...literal, readers, everywhere };
}
