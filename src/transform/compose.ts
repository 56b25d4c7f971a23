import type { AnsibleFile, Task } from "../ansible/model.js";
import { lineEnding, thisLineStart } from "../text/lines.js";
import type { Span } from "../text/span.js";
import {
  type Emittable,
  type EmittableMap,
  emitBlockMap,
  quoteString,
  shapeOfEmittable,
  Verbatim,
} from "../yaml/emit.js";
import { type Shape, shapeOf } from "../yaml/shape.js";
import { keyText, type YamlEntry, type YamlItem, type YamlMap } from "../yaml/tree.js";
import { endsInBlockScalar } from "./block-scalar.js";
import { CannotEdit, requirePlainLines } from "./change.js";
import { dashGap, lineAfter, placeBehindItem } from "./place.js";

/** One entry of a mapping that is written anew from an old one. */
export type Part =
  /** An entry of the old text: its lines, with the comments above and behind it, perhaps under a new key. */
  | { readonly kind: "moved"; readonly from: YamlMap; readonly entry: YamlEntry; readonly key?: string }
  /** Only the comments above an entry that is left out. */
  | { readonly kind: "comments"; readonly from: YamlMap; readonly entry: YamlEntry }
  | { readonly kind: "made"; readonly key: string; readonly value: Emittable }
  /** `as` is the old entry that the mapping stands for: the comment behind its key comes along. */
  | { readonly kind: "map"; readonly key: string; readonly parts: readonly Part[]; readonly as?: YamlEntry }
  | { readonly kind: "tasks"; readonly key: string; readonly tasks: readonly (readonly Part[])[] };

/** A part of the old text. */
export function moved(from: YamlMap, entry: YamlEntry, key?: string): Part {
  return { kind: "moved", from, entry, ...(key === undefined ? {} : { key }) };
}

/** New entries, in the order given. */
export function made(map: EmittableMap): readonly Part[] {
  return Object.entries(map).map(([key, value]) => ({ kind: "made", key, value }));
}

/** What stands instead of an item, and what it has to be read back as. */
export interface Composed {
  readonly at: Span;
  readonly text: string;
  readonly shape: Shape;
}

/** How far an offset is from the margin. A byte order mark is no column. */
function columnOf(source: string, offset: number): number {
  const start = thisLineStart(source, offset);
  return offset - start - (start === 0 && source.startsWith("\uFEFF") ? 1 : 0);
}

function startsItsLine(source: string, offset: number): boolean {
  return source.slice(thisLineStart(source, offset), offset).trim() === "";
}

/** Lines as they are, a carriage return at their end included. */
function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Moves a line to the right (by > 0) or left. @throws CannotEdit where it is not indented so far */
function shifted(line: string, by: number): string {
  if (line.trim() === "" && by < 0) return line.slice(Math.min(-by, line.search(/[^ ]|$/)));
  if (by >= 0) return line === "" || line === "\r" ? line : " ".repeat(by) + line;
  if (!line.startsWith(" ".repeat(-by)))
    throw new CannotEdit("a line of it is indented less than what it belongs to");
  return line.slice(-by);
}

/**
 * Lines that are indented by twos, indented by a step. The text of a block scalar moves as a whole; where there
 * are lists, whose dashes have a width of their own, nothing does.
 */
function withStep(lines: readonly string[], step: number): readonly string[] {
  if (lines.some((line) => /^ *- /.test(line))) return lines;
  let scalar: number | undefined;
  return lines.map((line) => {
    const indent = line.search(/[^ ]|$/);
    if (scalar !== undefined && indent <= scalar && line !== "") scalar = undefined;
    const depth = scalar === undefined ? indent : scalar + 2;
    if (scalar === undefined && /: \|-?$/.test(line)) scalar = indent;
    return line === "" ? "" : " ".repeat((depth / 2) * step) + line.slice(depth);
  });
}

/** Composes the text of an item from parts. */
class Composer {
  readonly #source: string;
  readonly #carriage: "" | "\r";

  /** @param step how far what is inside something is indented */
  constructor(
    readonly file: AnsibleFile,
    readonly step: number,
  ) {
    this.#source = file.source;
    this.#carriage = lineEnding(file.source) === "\r\n" ? "\r" : "";
  }

  entries(parts: readonly Part[], column: number): readonly string[] {
    return parts.flatMap((part) => this.entry(part, column));
  }

  private entry(part: Part, column: number): readonly string[] {
    switch (part.kind) {
      case "moved":
        return this.moved(part.from, part.entry, part.key, column);
      case "comments":
        return this.comments(part.entry, part.from, column);
      case "made":
        return this.generated(emitBlockMap({ [part.key]: part.value }), column);
      case "map": {
        const trailing = part.as === undefined ? "" : this.behindKey(part.as);
        const head = this.generated([`${quoteString(part.key)}:${trailing}`], column);
        const above = part.as === undefined ? [] : this.comments(part.as, undefined, column);
        return [...above, ...head, ...this.entries(part.parts, column + this.step)];
      }
      case "tasks": {
        const head = this.generated([`${part.key}:`], column);
        return [...head, ...part.tasks.flatMap((task) => this.item(task, column + this.step))];
      }
    }
  }

  private item(parts: readonly Part[], column: number): readonly string[] {
    return withDash(this.entries(parts, column + 2), column, " ");
  }

  private generated(lines: readonly string[], column: number): readonly string[] {
    const stepped = this.step === 2 ? lines : withStep(lines, this.step);
    return stepped.map((line) => (line === "" ? "" : " ".repeat(column) + line) + this.#carriage);
  }

  private moved(
    from: YamlMap,
    entry: YamlEntry,
    renamed: string | undefined,
    column: number,
  ): readonly string[] {
    const key = renamed ?? keyText(entry);
    // In front of the key itself stand a `?`, a tag or an anchor.
    if (key === undefined || entry.key.span.start !== entry.span.start)
      throw new CannotEdit("a key of it is no plain text");
    if (from.flow)
      return this.generated(emitBlockMap({ [key]: new Verbatim(entry.value, this.#source) }), column);
    const { start } = entry.span;
    const by = column - columnOf(this.#source, start);
    const own = linesOf(this.#source.slice(entry.key.span.start, lineAfter(this.#source, entry.span.end)));
    const [first = "", ...rest] = own;
    const written =
      renamed === undefined
        ? first
        : quoteString(renamed) + first.slice(entry.key.span.end - entry.key.span.start);
    return [
      ...this.comments(entry, from, column),
      " ".repeat(column) + written,
      ...rest.map((line) => shifted(line, by)),
    ];
  }

  /** The comment lines right above an entry, which speak of it. */
  private comments(entry: YamlEntry, from: YamlMap | undefined, column: number): readonly string[] {
    const source = this.#source;
    const { start } = entry.span;
    if (!startsItsLine(source, start)) return [];
    const before = from?.entries[from.entries.indexOf(entry) - 1];
    const floor = before === undefined ? 0 : lineAfter(source, before.span.end);
    const lines: string[] = [];
    for (let at = thisLineStart(source, start); at > floor; ) {
      const above = thisLineStart(source, at - 1);
      const text = source.slice(above, at).trim();
      if (text !== "" && !text.startsWith("#")) break;
      if (text !== "") lines.unshift(" ".repeat(column) + text + this.#carriage);
      at = above;
    }
    return lines;
  }

  /** The comment behind a key whose value stands on the lines below. */
  private behindKey(entry: YamlEntry): string {
    const source = this.#source;
    const end = source.indexOf("\n", entry.key.span.end);
    const line = source.slice(entry.key.span.end, end === -1 ? source.length : end);
    const comment = /^\s*:\s*(#.*)$/.exec(line)?.[1]?.trimEnd();
    return comment === undefined ? "" : `  ${comment}`;
  }
}

/** Puts a `-` in front of the first line that is no comment; comments above it go to the dash's column. */
function withDash(lines: readonly string[], column: number, gap: string): readonly string[] {
  const first = lines.findIndex((line) => !line.trim().startsWith("#"));
  const indent = " ".repeat(column);
  return lines.map((line, index) => {
    if (index > first) return line;
    return index < first ? indent + line.trimStart() : `${indent}-${gap}${line.trimStart()}`;
  });
}

function shapeOfPart(part: Exclude<Part, { kind: "comments" }>): readonly [Shape, Shape] {
  switch (part.kind) {
    case "moved": {
      const key: Shape =
        part.key === undefined
          ? shapeOf(part.entry.key, { anchors: true })
          : { kind: "scalar", value: part.key };
      return [key, shapeOf(part.entry.value, { anchors: !part.from.flow })];
    }
    case "made":
      return [{ kind: "scalar", value: part.key }, shapeOfEmittable(part.value)];
    case "map":
      return [{ kind: "scalar", value: part.key }, shapeOfParts(part.parts)];
    case "tasks":
      return [
        { kind: "scalar", value: part.key },
        { kind: "seq", items: part.tasks.map(shapeOfParts) },
      ];
  }
}

function shapeOfParts(parts: readonly Part[]): Shape {
  const entries = parts.flatMap((part) => (part.kind === "comments" ? [] : [shapeOfPart(part)]));
  return { kind: "map", entries };
}

/** The entry that holds the task's list. */
function holderOf(task: Task): YamlEntry | undefined {
  const { parent, seq } = task.list;
  return parent?.node.entries.find((entry) => entry.value === seq);
}

/** How far the file indents what is inside something, told by the item's own entries, else by the list it is in. */
function stepOf(source: string, item: YamlItem, holder: YamlEntry | undefined): number {
  const entries = item.value.kind === "map" && !item.value.flow ? item.value.entries : [];
  const inside = entries.flatMap((entry) => {
    const { value } = entry;
    const first = value.kind === "map" && !value.flow ? value.entries[0] : undefined;
    return first === undefined
      ? []
      : [columnOf(source, first.span.start) - columnOf(source, entry.span.start)];
  });
  const list =
    holder === undefined ? 0 : columnOf(source, item.span.start) - columnOf(source, holder.span.start);
  return [...inside, list].find((step) => step === 2 || step === 4) ?? 2;
}

/**
 * Writes a task anew, from parts of the old one and new ones. Parts of the old one keep
 * their bytes, indentation aside; all its comments come along.
 *
 * @throws CannotEdit where that can't be done losslessly
 */
export function compose(task: Task, parts: readonly Part[]): Composed {
  const { file, item } = task;
  requirePlainLines(file);
  const { source } = file;
  const { start } = item.span;
  const end = placeBehindItem(source, item).at;
  const dashed = /^-[ \t]+[^\s#]/.test(source.slice(start, start + 80));
  if (
    item.value.kind !== "map" ||
    !dashed ||
    source.slice(thisLineStart(source, start), start).includes("\t")
  )
    throw new CannotEdit("it is written in a way that can't be taken apart");
  const atBareEnd = end === source.length && !source.endsWith("\n");
  if (atBareEnd && endsInBlockScalar(item.value))
    throw new CannotEdit("the file ends in a block scalar without a last newline: add one");
  const gap = dashGap(source, item);
  const column = columnOf(source, start);
  const lines = withDash(
    new Composer(file, stepOf(source, item, holderOf(task))).entries(parts, column + 1 + gap.length),
    column,
    gap,
  );
  const behind = linesOf(source.slice(lineAfter(source, item.span.end), end));
  const all = [...lines, ...behind].join("\n");
  const text = (atBareEnd ? all.replace(/\r$/, "") : `${all}\n`).slice(column);
  const at = { start, end };
  refuseLostComments(file, at, text);
  return { at, text, shape: shapeOfParts(parts) };
}

/** Each comment of the old lines has to end one of the new ones. */
function refuseLostComments(file: AnsibleFile, at: Span, text: string): void {
  const lines = linesOf(text).map((line) => line.trimEnd());
  for (const comment of file.yaml.comments) {
    if (comment.span.start < at.start || comment.span.start >= at.end) continue;
    const found = lines.findIndex((line) => endsInComment(line, comment.text.trimEnd()));
    if (found === -1) throw new CannotEdit(`the comment "${comment.text}" has no place in what it becomes`);
    lines.splice(found, 1);
  }
}

function endsInComment(line: string, comment: string): boolean {
  return line.endsWith(comment) && /(?:^|\s)$/.test(line.slice(0, line.length - comment.length));
}
