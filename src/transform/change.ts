import type { AnsibleFile, Block, Keyword, Task, TaskList } from "../ansible/model.js";
import { nextLineStart, thisLineStart } from "../text/lines.js";
import { type Span, span } from "../text/span.js";
import {
  type Emittable,
  type EmittableMap,
  emitBlockMap,
  emitFlow,
  quoteString,
  shapeOfEmittable,
} from "../yaml/emit.js";
import { spliceScalar, type TextSplice } from "../yaml/splice.js";
import {
  keyText,
  type ScalarValue,
  type YamlEntry,
  type YamlItem,
  type YamlMap,
  type YamlScalar,
  type YamlSeq,
} from "../yaml/tree.js";
import { endsInBlockScalar, keepsBlankLines, wouldBeText } from "./block-scalar.js";
import type { Composed } from "./compose.js";
import type { Delta } from "./delta.js";
import {
  dashGap,
  hasBlankLines,
  hasPlainLines,
  type Place,
  placeBeforeItem,
  placeBehindEntry,
  placeBehindItem,
} from "./place.js";
import type { FileEdit, Fix, NewFile, Safety } from "./types.js";

/** Of a task in flow style, in columns: ansible-lint's limit (its yaml[line-length]). */
const LONGEST_LINE = 160;

/** Thrown by an edit that cannot be made losslessly; a transform turns it into a refusal. */
export class CannotEdit extends Error {
  override readonly name = "CannotEdit";
}

/**
 * Gathers the edits of one fix, with what they mean. Edits are made for the text as it is now; nothing
 * changes before the engine applies the fix.
 */
export class Change {
  readonly #edits: FileEdit[] = [];
  readonly #delta: Delta[] = [];
  readonly #creates: NewFile[] = [];

  fix(safety: Safety): Fix {
    return { safety, edits: this.#edits, delta: this.#delta, creates: this.#creates };
  }

  /** Takes over another change: both come true, or neither does. */
  and(other: Change): this {
    this.#edits.push(...other.#edits);
    this.#delta.push(...other.#delta);
    this.#creates.push(...other.#creates);
    return this;
  }

  /** Adds a file to the project. */
  create(path: string, text: string): this {
    this.#creates.push({ path, text });
    return this;
  }

  /**
   * Replaces the text within a scalar's quotes, which stay.
   *
   * @param text the new text, as it stands between the quotes; must need no escapes
   * @param value what the scalar is then read as
   */
  rewriteScalar(
    file: AnsibleFile,
    entry: YamlEntry,
    scalar: YamlScalar,
    text: string,
    value: ScalarValue,
  ): this {
    this.#splice(file, innerSpan(scalar), text);
    return this.#declare({
      op: "text",
      file: file.path,
      scalar,
      value,
      says: `${keyOf(entry)}: ${String(scalar.value)} -> ${String(value)}`,
    });
  }

  /**
   * Splices parts of a scalar's text where they are written, in whatever style.
   *
   * @param parts offsets into `scalar.text`, in order; whole lines of a block scalar go with their indentation
   * @throws CannotEdit when the text is written in a way that can't be spliced (see yaml/splice.ts)
   */
  rewriteWithin(file: AnsibleFile, entry: YamlEntry, scalar: YamlScalar, parts: readonly TextSplice[]): this {
    const spliced = spliceScalar(scalar, file.source, parts);
    if (spliced === undefined) throw new CannotEdit("it is written in a way that can't be changed in part");
    for (const { at, text } of spliced.edits) this.#splice(file, at, text);
    return this.#declare({
      op: "text",
      file: file.path,
      scalar,
      value: spliced.value,
      says: `${keyOf(entry)}: ${scalar.text} -> ${spliced.text}`,
    });
  }

  /** Replaces a value, of whatever kind, by a new one. A key that has none yet (`poll:`) gets it. */
  setValue(file: AnsibleFile, entry: YamlEntry, value: Emittable): this {
    const at = entry.value.span;
    if (at.start < at.end) this.#splice(file, at, emitFlow(value));
    else {
      const behindColon = file.source[at.start - 1] === ":";
      if (!behindColon) throw new CannotEdit("the key has no value");
      // The colon too, so that two fixes that want it clash: insertions would come one behind the other.
      this.#splice(file, span(at.start - 1, at.start), `: ${emitFlow(value)}`);
    }
    return this.#declare({
      op: "set",
      file: file.path,
      entry,
      value: shapeOfEmittable(value),
      says: `${keyOf(entry)}: ${emitFlow(value)}`,
    });
  }

  renameKey(file: AnsibleFile, entry: YamlEntry, key: string): this {
    this.#splice(file, entry.key.span, quoteString(key));
    return this.#declare({ op: "rename", file: file.path, entry, key, says: `${keyOf(entry)} -> ${key}` });
  }

  /**
   * Adds a key to a task, play or any mapping, on a line of its own right behind an entry. Where the key is
   * there without a value it gets this one: of two equal keys the last would win.
   *
   * @throws CannotEdit when the key has a value already
   */
  addKey(file: AnsibleFile, map: YamlMap, after: YamlEntry, key: string, value: Emittable): this {
    const there = map.entries.findLast((entry) => keyText(entry) === key);
    if (there !== undefined) {
      if (there.value.span.end > there.value.span.start) throw new CannotEdit(`it has ${key} already`);
      return this.setValue(file, there, value);
    }
    if (map.flow) this.#insert(file, after.span.end, `, ${quoteString(key)}: ${emitFlow(value)}`);
    else
      this.#insertLines(
        file,
        placeBehindEntry(file.source, map, after),
        emitBlockMap({ [key]: value }),
        endsInBlockScalar(after.value),
      );
    return this.#declare({
      op: "add",
      file: file.path,
      map,
      after,
      key,
      value: shapeOfEmittable(value),
      says: `${key}: added`,
    });
  }

  /**
   * Removes a key with its value: the whole lines of a block mapping's entry.
   *
   * @throws CannotEdit when the lines hold something else too: the item's `-`, a comment, another key
   */
  removeKey(file: AnsibleFile, map: YamlMap, entry: YamlEntry): this {
    this.#splice(file, linesOfEntry(file, map, entry), "");
    return this.#declare({ op: "remove", file: file.path, entry, says: `${keyOf(entry)}: removed` });
  }

  /** Inserts a task before or behind a task or block of the same list. */
  insertTask(list: TaskList, sibling: YamlItem, where: "before" | "behind", task: EmittableMap): this {
    const { file, seq } = list;
    const index = seq.items.indexOf(sibling);
    if (index === -1) throw new CannotEdit("the sibling is not in the list");
    if (seq.flow) {
      const text = emitFlow(task);
      if (where === "before") this.#insert(file, sibling.span.start, `${text}, `);
      else this.#insert(file, sibling.span.end, `, ${text}`);
    } else this.#insertItem(file, seq, sibling, index, where, task);
    const value = shapeOfEmittable(task);
    return this.#declare({
      op: "insert",
      file: file.path,
      seq,
      index: where === "before" ? index : index + 1,
      value,
      says: `a task inserted ${where} ${nameOf(sibling)}`,
    });
  }

  /** Puts what was composed from a task in its place. */
  replaceTask(task: Task, composed: Composed): this {
    const { file, seq } = task.list;
    this.#splice(file, composed.at, composed.text);
    return this.#declare({
      op: "replace",
      file: file.path,
      seq,
      index: seq.items.indexOf(task.item),
      value: composed.shape,
      says: `${nameOf(task.item)} replaced`,
    });
  }

  #insertItem(
    file: AnsibleFile,
    seq: YamlSeq,
    sibling: YamlItem,
    index: number,
    where: "before" | "behind",
    task: EmittableMap,
  ): void {
    const { source } = file;
    const place = where === "before" ? placeBeforeItem(source, sibling) : placeBehindItem(source, sibling);
    const gap = dashGap(source, sibling);
    const rest = " ".repeat(1 + gap.length);
    const flow = `-${gap}${emitFlow(task)}`;
    const likeSibling = sibling.value.kind === "map" && sibling.value.flow;
    const lines =
      likeSibling && place.indent.length + flow.length <= LONGEST_LINE
        ? [flow]
        : emitBlockMap(task).map((line, i) => (i === 0 ? `-${gap}${line}` : line === "" ? "" : rest + line));
    const isText = where === "behind" && keepsBlankLines(source, sibling.value);
    const blank = hasBlankLines(source, seq, index) && !isText ? [""] : [];
    this.#insertLines(
      file,
      place,
      where === "before" ? [...lines, ...blank] : [...blank, ...lines],
      endsInBlockScalar(sibling.value),
    );
  }

  #insertLines(file: AnsibleFile, place: Place, lines: readonly string[], afterBlockScalar: boolean): void {
    requirePlainLines(file);
    if (place.atBareEnd && afterBlockScalar) {
      // The scalar's last line would get the line ending that its text does not have.
      throw new CannotEdit("the file ends in a block scalar without a last newline: add one");
    }
    const text = lines.map((line) => (line === "" ? "" : place.indent + line)).join(place.eol);
    this.#insert(file, place.at, place.atBareEnd ? place.eol + text : text + place.eol, place.indent.length);
  }

  #insert(file: AnsibleFile, at: number, text: string, indent = 0): void {
    this.#edits.push({ file: file.path, span: span(at, at), was: "", text, indent });
  }

  #splice(file: AnsibleFile, at: Span, text: string): void {
    this.#edits.push({ file: file.path, span: at, was: file.source.slice(at.start, at.end), text });
  }

  #declare(delta: Delta): this {
    this.#delta.push(delta);
    return this;
  }
}

/** The part of a scalar that holds its text: what is between the quotes. */
function innerSpan(scalar: YamlScalar): Span {
  switch (scalar.style) {
    case "plain":
      return scalar.span;
    case "single":
    case "double":
      return span(scalar.span.start + 1, scalar.span.end - 1);
    case "literal":
    case "folded":
      throw new CannotEdit("it is a block scalar");
  }
}

/** The whole lines of an entry, or in flow style the entry with the comma that goes with it. */
function linesOfEntry(file: AnsibleFile, map: YamlMap, entry: YamlEntry): Span {
  requirePlainLines(file);
  const { source } = file;
  if (map.flow) {
    const index = map.entries.indexOf(entry);
    const before = map.entries[index - 1];
    const after = map.entries[index + 1];
    if (before !== undefined) return span(before.span.end, entry.span.end);
    if (after !== undefined) return span(entry.span.start, after.span.start);
    throw new CannotEdit(`${keyOf(entry)} is the only key`);
  }
  const start = thisLineStart(source, entry.span.start);
  const end = source[entry.span.end - 1] === "\n" ? entry.span.end : nextLineStart(source, entry.span.end);
  const own = span(start, end);
  if (source.slice(start, entry.span.start).trim() !== "")
    throw new CannotEdit(`${keyOf(entry)} shares its line with the item's -`);
  if (file.yaml.comments.some((comment) => comment.span.start >= start && comment.span.start < end)) {
    throw new CannotEdit(`${keyOf(entry)} has a comment, which would be lost`);
  }
  if (end === source.length && !source.endsWith("\n"))
    throw new CannotEdit("the file ends without a last newline: add one");
  // What stands in between may be removed too.
  const before = map.entries.slice(0, map.entries.indexOf(entry));
  if (before.some(({ value }) => wouldBeText(source, value, end)))
    throw new CannotEdit(
      `the line behind ${keyOf(entry)} would become part of the block scalar in front of it`,
    );
  return own;
}

const plainLines = new WeakMap<AnsibleFile, boolean>();

/** @throws CannotEdit when lines of the file end in other characters than line feeds */
export function requirePlainLines(file: AnsibleFile): void {
  const plain = plainLines.get(file) ?? hasPlainLines(file.source);
  plainLines.set(file, plain);
  if (!plain) throw new CannotEdit("lines of its file end in other characters than line feeds");
}

function keyOf(entry: YamlEntry): string {
  return entry.key.kind === "scalar" ? entry.key.text : "key";
}

function nameOf(item: YamlItem): string {
  if (item.value.kind !== "map") return "an item";
  const name = item.value.entries.find((entry) => keyOf(entry) === "name")?.value;
  return name?.kind === "scalar" ? `"${name.text}"` : "a task";
}

/**
 * Why a keyword's value must not be edited where it is written; undefined when it may be. A value behind
 * an alias or a merge key, or inside a map that other tasks take over, belongs to more than this task.
 */
export function sharedBecause(task: Task | Block, keyword: Keyword): string | undefined {
  if (keyword.origin === "alias") return "its value is an alias";
  if (keyword.origin === "merge") return "its value comes through a merge key";
  const { aliased } = task.document;
  // Used or not: another fix of the same run may just have taken the last use away.
  const value = keyword.entry.value.anchor;
  if (value !== undefined)
    return `its value is the anchor &${value}, which others ${aliased.has(value) ? "use" : "may use"}`;
  return taskSharedBecause(task);
}

/** Why nothing may be added to a task; undefined when it may: what has an anchor belongs to its aliases too. */
export function taskSharedBecause(task: Task | Block): string | undefined {
  const { aliased } = task.document;
  const around = [task, ...task.parents].flatMap((at) =>
    at.kind === "play" ? [at.node] : [at.node, at.list.seq],
  );
  for (const node of around) {
    if (node.anchor !== undefined && aliased.has(node.anchor)) {
      return `the task is part of the anchor &${node.anchor}, which others use`;
    }
  }
  return undefined;
}
