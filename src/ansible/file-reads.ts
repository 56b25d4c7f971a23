import { type Read, readNames } from "../jinja/names.js";
import { parseTemplate } from "../jinja/template.js";
import { isMap, keyText } from "../yaml/tree.js";
import { isBuiltin } from "./builtin-modules.js";
import { expressionsIn, type TaskExpression } from "./expressions.js";
import { fileMayMention, type Holder, holdersOf, mayMention } from "./mentions.js";
import type { AnsibleFile, Task } from "./model.js";

/** One place that reads a variable. */
export interface VariableRead {
  readonly holder: Holder;
  readonly expression: TaskExpression;
  readonly read: Read;
}

/** What a file does with one variable. */
export interface Uses {
  /** List by list. */
  readonly reads: readonly VariableRead[];
  /** The variables that get a value from it: by set_fact, vars, or the loop of an include. */
  readonly flowsInto: readonly string[];
  /** Whether it gets its value from another one. */
  readonly isAssigned: boolean;
}

interface Collected {
  readonly reads: VariableRead[];
  readonly flowsInto: string[];
  isAssigned: boolean;
}

const NOTHING: Uses = { reads: [], flowsInto: [], isAssigned: false };

/** So many names are sought in the file's text one by one; asked for more, all its expressions are read. */
const FEW = 20;

/** What the plays, blocks and tasks of one file read, assign and register, by name. */
export class FileReads {
  readonly #file: AnsibleFile;
  readonly #asked = new Map<string, Uses>();
  #all: ReadonlyMap<string, Uses> | undefined;
  #registers: ReadonlyMap<string, readonly Task[]> | undefined;

  constructor(file: AnsibleFile) {
    this.#file = file;
  }

  of(name: string): Uses {
    if (this.#all !== undefined) return this.#all.get(name) ?? NOTHING;
    let uses = this.#asked.get(name);
    if (uses === undefined) {
      if (!fileMayMention(this.#file, name)) uses = NOTHING;
      else if (this.#asked.size < FEW) {
        const mentioning = [...holdersOf(this.#file)].filter((holder) => mayMention(holder, name));
        uses = collect(mentioning).get(name) ?? NOTHING;
      } else {
        this.#all = collect(holdersOf(this.#file));
        return this.of(name);
      }
      this.#asked.set(name, uses);
    }
    return uses;
  }

  /** The tasks that register a name, list by list. */
  registering(name: string): readonly Task[] {
    this.#registers ??= registersOf(this.#file);
    return this.#registers.get(name) ?? [];
  }
}

const known = new WeakMap<AnsibleFile, FileReads>();

export function fileReads(file: AnsibleFile): FileReads {
  let reads = known.get(file);
  if (reads === undefined) {
    reads = new FileReads(file);
    known.set(file, reads);
  }
  return reads;
}

function registersOf(file: AnsibleFile): ReadonlyMap<string, readonly Task[]> {
  const registers = new Map<string, Task[]>();
  for (const holder of holdersOf(file)) {
    const register = holder.kind === "task" ? holder.text("register") : undefined;
    if (register === undefined || holder.kind !== "task") continue;
    const tasks = registers.get(register);
    if (tasks === undefined) registers.set(register, [holder]);
    else tasks.push(holder);
  }
  return registers;
}

function collect(holders: Iterable<Holder>): ReadonlyMap<string, Uses> {
  const found = new Map<string, Collected>();
  const usesOf = (name: string): Collected => {
    let uses = found.get(name);
    if (uses === undefined) {
      uses = { reads: [], flowsInto: [], isAssigned: false };
      found.set(name, uses);
    }
    return uses;
  };
  for (const holder of holders) {
    for (const expression of expressionsIn(holder)) {
      for (const read of readNames(expression.node))
        usesOf(read.root).reads.push({ holder, expression, read });
    }
    for (const { name, from } of assignmentsOf(holder)) {
      if (from.length > 0) usesOf(name).isAssigned = true;
      for (const each of from) usesOf(each).flowsInto.push(name);
    }
  }
  return found;
}

/** A variable that gets its value from others. */
interface Assignment {
  readonly name: string;
  readonly from: readonly string[];
}

function* assignmentsOf(holder: Holder): Generator<Assignment> {
  const expressions = expressionsIn(holder);
  const maps: string[] = holder.has("vars") ? ["vars"] : [];
  const action = holder.kind === "task" ? holder.action : undefined;
  if (action !== undefined && isBuiltin(action.module, "set_fact")) {
    maps.push(action.module);
    if (action.map === undefined) {
      for (const [name, text] of action.options) yield { name, from: rootsIn(text) };
    }
  }
  for (const { keyword, path, node } of expressions) {
    const [name] = path;
    if (name !== undefined && maps.includes(keyword))
      yield { name, from: readNames(node).map((read) => read.root) };
  }
  if (action !== undefined && INCLUDES.some((name) => isBuiltin(action.module, name))) {
    const loop = [...holder.keywords.keys()].find((key) => key === "loop" || key.startsWith("with_"));
    const from = expressions
      .filter((each) => each.keyword === loop)
      .flatMap((each) => readNames(each.node).map((read) => read.root));
    yield { name: loopVariable(holder), from };
  }
}

function rootsIn(template: string): readonly string[] {
  return readNames(parseTemplate(template)).map((read) => read.root);
}

const INCLUDES = ["include_tasks", "include_role", "include"] as const;

/** The variable that a looped task's item is in (playbook/loop_control.py). */
export function loopVariable(holder: Holder): string {
  const control = holder.value("loop_control");
  const entry = isMap(control) ? control.entries.find((each) => keyText(each) === "loop_var") : undefined;
  return entry?.value.kind === "scalar" ? entry.value.text : "item";
}
