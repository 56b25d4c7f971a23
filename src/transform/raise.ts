import type { AnsibleFile, Task } from "../ansible/model.js";
import type { Project } from "../ansible/project.js";
import { type Timing, type TimingKey, timing } from "../ansible/timing.js";
import { readNames } from "../jinja/names.js";
import type { Deciding, WrittenNumber } from "../jinja/numbers.js";
import { parseTemplate } from "../jinja/template.js";
import type { Span } from "../text/span.js";
import type { YamlNode } from "../yaml/tree.js";
import { secondsOf } from "./async-seconds.js";
import { CannotEdit, Change, sharedBecause } from "./change.js";
import { type Followed, followVariable } from "./follow.js";
import { rewriteNumber } from "./rewrite-number.js";
import { writtenAt } from "./written-at.js";

/** What came of the wish that a timing keyword be at least some number. */
export type Raised =
  /** It is enough as it stands, or switched off. */
  | { readonly kind: "enough" }
  | {
      readonly kind: "raised";
      readonly change: Change;
      readonly old: string;
      readonly new: string;
      /** The old number, or what stands for it at the task. */
      readonly written: { readonly file: AnsibleFile; readonly span: Span };
      /** Set when the number stands elsewhere: `roles/x/defaults/main.yml:3`. */
      readonly where?: string;
    }
  | {
      readonly kind: "refused";
      readonly why: string;
      /** The same without names, to count such refusals together. */
      readonly because?: string | undefined;
    };

const ENOUGH: Raised = { kind: "enough" };

function refused(why: string): Raised {
  return { kind: "refused", why };
}

/** The wish, as the steps hand it on. */
interface Wish {
  readonly task: Task;
  readonly key: TimingKey;
  readonly atLeast: number;
  /** What another task that reads the same variable needs; undefined: nothing is known of it. */
  readonly needOf: (reader: Task) => number | undefined;
  /** Why another task that reads the same variable must not be changed; undefined: it may be. */
  readonly mustStay?: (reader: Task) => string | undefined;
  readonly project: Project;
}

/**
 * Raises a timing keyword (`async`, `retries`) to at least a number, wherever that number stands: at the
 * task, inside its template, or where the variable behind it is defined. Never lowers it.
 *
 * @param wish.atLeast in the keyword's own unit (seconds, or a count)
 */
export function raiseTiming(wish: Wish): Raised {
  const time = timing(wish.task, wish.key);
  try {
    switch (time.kind) {
      case "absent":
        return ENOUGH;
      case "unreadable":
        return refused(`${wish.key} is neither a number nor a template`);
      case "number":
        return raiseLiteral(wish, time);
      case "template":
        return raiseTemplate(wish, time);
    }
  } catch (error) {
    if (error instanceof CannotEdit) return refused(`${wish.key} can't be edited: ${error.message}`);
    throw error;
  }
}

function raiseLiteral(wish: Wish, time: Extract<Timing, { kind: "number" }>): Raised {
  const { task, key, atLeast } = wish;
  if (time.value <= 0 || time.value >= atLeast) return ENOUGH;
  return setAtTask(task, key, time, String(atLeast), (change) =>
    rewriteNumber(change, task.file, time.keyword.entry, time.scalar, atLeast),
  );
}

type Templated = Extract<Timing, { kind: "template" }>;

function raiseTemplate(wish: Wish, time: Templated): Raised {
  return raiseDeciding(wish, time, time.deciding);
}

function raiseDeciding(wish: Wish, time: Templated, deciding: Deciding): Raised {
  switch (deciding.kind) {
    case "omit":
      return ENOUGH;
    case "constant":
      return raiseWritten(wish, time, deciding);
    case "ternary":
      return raiseDeciding(wish, time, deciding.whenRun);
    case "sum":
      return raiseSum(wish, time, deciding);
    case "variable":
      return deciding.variable.path.length > 0
        ? refused(`${wish.key} comes from ${deciding.variable.root}, a structure that is not followed`)
        : raiseVariable(wish, deciding.variable.root, undefined);
    case "default":
      return deciding.variable.path.length > 0
        ? raiseDeciding(wish, time, deciding.fallback)
        : raiseVariable(wish, deciding.variable.root, () => raiseDeciding(wish, time, deciding.fallback));
    case "scaled":
      return refusedTemplate(wish, time, namesIn(time), "it is calculated");
    case "other":
      return refusedTemplate(wish, time, deciding.names, deciding.reason);
  }
}

function raiseWritten(wish: Wish, time: Templated, number: WrittenNumber): Raised {
  const { task, key, atLeast } = wish;
  if (number.value <= 0 || number.value >= atLeast) return ENOUGH;
  const text = String(atLeast);
  const template =
    time.scalar.text.slice(0, number.span.start) + text + time.scalar.text.slice(number.span.end);
  return setAtTask(task, key, time, template, (change) =>
    change.rewriteWithin(task.file, time.keyword.entry, time.scalar, [{ at: number.span, text }]),
  );
}

/** A summand that only adds slack to a limit which the task's own arguments carry too is left alone. */
function raiseSum(wish: Wish, time: Templated, sum: Extract<Deciding, { kind: "sum" }>): Raised {
  const own = namesInArguments(wish.task);
  const follows = namesIn(time).filter((name) => own.has(name));
  if (follows.length > 0)
    return refused(
      `${wish.key} follows the job's own limit: ${follows.join(", ")} is an argument of the task too`,
    );
  const rest = secondsOf(sum.rest, wish.task, wish.key, wish.project);
  // An async of 60 s and an unknown time is 60 s at the least; of a budget nobody can say that it is too small.
  if (rest === undefined && wish.key !== "async")
    return refusedTemplate(wish, time, namesIn(time), "something unknown is added");
  const atLeast = Math.max(0, wish.atLeast - (rest ?? 0));
  return raiseWritten({ ...wish, atLeast }, time, sum.constant);
}

/**
 * Applies an edit at the task. A value that belongs to others too is not edited where it stands: an alias
 * gives way to the number, and a merged key is written at the task, where it wins (PyYAML, flatten_mapping).
 */
function setAtTask(
  task: Task,
  key: TimingKey,
  time: Exclude<Timing, { kind: "absent" } | { kind: "unreadable" }>,
  next: string,
  edit: (change: Change) => Change,
): Raised {
  const { keyword, scalar } = time;
  const old = scalar.text.trim();
  const change = new Change();
  const written = { file: task.file, span: writtenAt(task, key) };
  const shared = sharedBecause(task, keyword);
  if (shared === undefined) return { kind: "raised", change: edit(change), old, new: next, written };
  const own = sharedBecause(task, { ...keyword, origin: "own" });
  if (own !== undefined && keyword.origin !== "merge")
    return refused(`${key} can't be changed for this task alone: ${own}`);
  const value = /^\d+$/.test(next) && scalar.style === "plain" ? Number(next) : next;
  if (keyword.origin === "alias") change.setValue(task.file, keyword.entry, value);
  else if (keyword.origin === "merge") addBehindMerge(task, key, value, change);
  else return refused(`${key} can't be changed for this task alone: ${shared}`);
  return { kind: "raised", change, old, new: next, written };
}

function addBehindMerge(task: Task, key: TimingKey, value: string | number, change: Change): void {
  const entry =
    task.node.entries.find((each) => each.key.kind === "scalar" && each.key.text === "<<") ??
    task.node.entries.at(-1);
  if (entry === undefined || task.file.source.length === 0)
    throw new CannotEdit("the task has no keys of its own");
  change.addKey(task.file, task.node, entry, key, value);
}

/**
 * @param fallback raises what counts where the variable is not defined; undefined: nothing does
 */
function raiseVariable(wish: Wish, name: string, fallback: (() => Raised) | undefined): Raised {
  const { task, key, project } = wish;
  const followed = followVariable(name, task, key, project);
  if (followed.kind === "undefined") {
    return fallback === undefined
      ? refused(`${key} is {{ ${name} }}, which is defined nowhere among the given paths`)
      : fallback();
  }
  const raised = followed.kind === "fixed" ? raiseFixed(wish, followed) : raiseDefinition(wish, followed);
  // Some hosts or plays may be without the variable: then the fallback counts, and both have to be enough.
  return fallback === undefined || followed.everywhere ? raised : both(raised, fallback());
}

function raiseFixed(
  { atLeast }: Wish,
  { values, why, because }: Extract<Followed, { kind: "fixed" }>,
): Raised {
  return values.length > 0 && values.every((value) => value >= atLeast)
    ? ENOUGH
    : { kind: "refused", why, because };
}

function raiseDefinition(wish: Wish, followed: Extract<Followed, { kind: "literal" }>): Raised {
  const { task, atLeast, needOf, mustStay } = wish;
  if (followed.value <= 0 || followed.value >= atLeast) return ENOUGH;
  const { definition, scalar, readers } = followed;
  const where = `${definition.file.path}:${definition.line}`;
  for (const reader of readers) {
    const why = reader.node === task.node ? undefined : mustStay?.(reader);
    if (why !== undefined)
      return refused(`${where} also decides ${reader.file.path}:${reader.line}, which has to stay: ${why}`);
  }
  const most = Math.max(atLeast, ...readers.map((reader) => needOf(reader) ?? 0));
  return {
    kind: "raised",
    change: rewriteNumber(new Change(), definition.file, definition.entry, scalar, most),
    old: String(followed.value),
    new: String(most),
    written: { file: definition.file, span: scalar.span },
    where,
  };
}

/** Two numbers, either of which may be the one that counts. */
function both(first: Raised, second: Raised): Raised {
  if (first.kind === "refused" || second.kind === "enough") return first;
  if (second.kind === "refused" || first.kind === "enough") return second;
  return { ...first, change: first.change.and(second.change) };
}

function namesIn(time: Templated): readonly string[] {
  return [...new Set(readNames(parseTemplate(time.scalar.text)).map((read) => read.root))];
}

function* texts(node: YamlNode): Generator<string> {
  if (node.kind === "scalar") yield node.text;
  else if (node.kind === "seq") for (const item of node.items) yield* texts(item.value);
  else if (node.kind === "map") for (const entry of node.entries) yield* texts(entry.value);
}

/** The variables that the arguments of a task's module read. */
function namesInArguments(task: Task): ReadonlySet<string> {
  const values = [task.action?.entry.value, task.value("args")].filter((value) => value !== undefined);
  const names = values.flatMap((value) =>
    [...texts(value)].flatMap((text) => readNames(parseTemplate(text)).map((read) => read.root)),
  );
  return new Set(names);
}

/** Where the variables of a template that can't be raised are defined: what the user has to look at. */
function refusedTemplate(wish: Wish, time: Templated, names: readonly string[], reason: string): Raised {
  const own = namesInArguments(wish.task);
  const follows = names.filter((name) => own.has(name) && name !== "item");
  if (follows.length > 0)
    return refused(
      `${wish.key} follows the job's own limit: ${follows.join(", ")} is an argument of the task too`,
    );
  const places = names.flatMap((name) =>
    wish.project
      .variable(name, wish.task.file)
      .definitions.map(({ file, line }) => `${name} in ${file.path}:${line}`),
  );
  const where = places.length === 0 ? "" : `; defined: ${places.slice(0, 3).join(", ")}`;
  return refused(`${wish.key} is the template ${time.scalar.text.trim()} (${reason})${where}`);
}
