import { keyText, type YamlEntry, type YamlNode, type YamlScalar } from "../yaml/tree.js";
import type { AnsibleFile } from "./model.js";
import { isDataPath } from "./paths.js";

/** A place that gives a variable its value. */
export interface Definition {
  readonly file: AnsibleFile;
  readonly entry: YamlEntry;
  readonly line: number;
  /** The file is among the given paths, so that it may be changed. */
  readonly given: boolean;
}

/** A place that reads a variable. */
export interface Read {
  readonly path: string;
  readonly line: number | undefined;
  /** The value that reads it; undefined: somewhere in a file that is no YAML. */
  readonly scalar: YamlScalar | undefined;
}

export interface VariableFacts {
  readonly definitions: readonly Definition[];
  readonly reads: readonly Read[];
}

/** Keys whose mapping sets variables: a play's, block's or task's vars, and set_fact's arguments. */
const VARIABLE_MAPS: ReadonlySet<string> = new Set(["vars", "set_fact", "ansible.builtin.set_fact"]);
/** Keys whose entries name roles, with parameters beside the name. */
const ROLE_LISTS: ReadonlySet<string> = new Set(["roles", "dependencies"]);
/** Keys whose text is prose. */
const PROSE_KEYS: ReadonlySet<string> = new Set(["name", "description", "short_description"]);

interface Walked {
  readonly entry: YamlEntry;
  readonly key: string | undefined;
  /** The keys above, outermost first; a list counts as nothing. */
  readonly above: readonly string[];
}

function* entries(node: YamlNode, above: readonly string[]): Generator<Walked> {
  if (node.kind === "seq") for (const item of node.items) yield* entries(item.value, above);
  if (node.kind !== "map") return;
  for (const entry of node.entries) {
    const key = keyText(entry);
    yield { entry, key, above };
    yield* entries(entry.value, key === undefined ? above : [...above, key]);
  }
}

/** What one file sets and reads, by name: a file of 10,000 tasks may be asked for as many variables. */
interface VariableIndex {
  readonly definitions: ReadonlyMap<string, readonly YamlEntry[]>;
  readonly reads: ReadonlyMap<string, readonly YamlScalar[]>;
}

const known = new WeakMap<AnsibleFile, VariableIndex>();

function indexOf(file: AnsibleFile): VariableIndex {
  let index = known.get(file);
  if (index === undefined) {
    index = readIndex(file);
    known.set(file, index);
  }
  return index;
}

function readIndex(file: AnsibleFile): VariableIndex {
  const definitions = new Map<string, YamlEntry[]>();
  const reads = new Map<string, YamlScalar[]>();
  const isRootMap = file.yaml.documents.some(({ root }) => root?.kind === "map");
  for (const { root } of file.yaml.documents) {
    if (root === undefined) continue;
    for (const { entry, key, above } of entries(root, [])) {
      if (key !== undefined && (above.length === 0 ? isRootMap : setsVariables(file, above)))
        add(definitions, key, entry);
      if (key !== undefined && PROSE_KEYS.has(key)) continue;
      for (const scalar of scalars(entry.value))
        for (const word of new Set(scalar.text.match(WORD))) add(reads, word, scalar);
    }
  }
  return { definitions, reads };
}

/** What could be a variable's name: Jinja takes Python's identifiers, which are not ASCII only. */
const WORD = /[\w\u0080-\uffff]+/g;

function add<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** The places of one file that set a variable: at the top of a file of variables, and in `vars:` or set_fact. */
export function definitionsIn(file: AnsibleFile, name: string): readonly Omit<Definition, "given">[] {
  return (indexOf(file).definitions.get(name) ?? []).map((entry) => ({
    file,
    entry,
    line: file.position(entry.span.start).line,
  }));
}

/**
 * An inventory in YAML sets variables below its hosts and in its `vars:`, a play in the entries of its `roles:`,
 * a role's meta/main.yml in those of its `dependencies:`.
 */
function setsVariables(file: AnsibleFile, above: readonly string[]): boolean {
  const holder = above.at(-1) ?? "";
  if (ROLE_LISTS.has(holder)) return true;
  if (isDataPath(file.path)) return false;
  return VARIABLE_MAPS.has(holder) || above.at(-2) === "hosts";
}

/** The scalars of a value, however deep, that are no keys. */
function* scalars(node: YamlNode): Generator<YamlScalar> {
  if (node.kind === "scalar") yield node;
  else if (node.kind === "seq") for (const item of node.items) yield* scalars(item.value);
}

/** The places of one file that read a variable, as far as its name in some text tells. */
export function readsIn(file: AnsibleFile, name: string): readonly Read[] {
  return (indexOf(file).reads.get(name) ?? []).map((scalar) => ({
    path: file.path,
    line: file.position(scalar.span.start).line,
    scalar,
  }));
}
