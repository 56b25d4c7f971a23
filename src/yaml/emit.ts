import { resolvePlain } from "./resolve.js";
import type { Shape } from "./shape.js";
import { shapeOf } from "./shape.js";
import type { ScalarValue, YamlNode } from "./tree.js";

/** A value taken over from the source as it is written there, quotes and style included. */
export class Verbatim {
  constructor(
    readonly node: YamlNode,
    readonly source: string,
  ) {}
}

/** What a transform wants written: data, with parts of the source among it where they are to stay as written. */
export type Emittable = string | number | boolean | null | Verbatim | readonly Emittable[] | EmittableMap;
/** Keys are written in the order given. */
export interface EmittableMap {
  readonly [key: string]: Emittable;
}

function isEmittableMap(value: Emittable): value is EmittableMap {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Verbatim);
}

/** Characters that make a plain scalar something else where they start it. */
const INDICATOR_START = /^[-?:,[\]{}#&*!|>'"%@`\s]/;

/**
 * May this text stand unquoted, in block and in flow style, and be read as this very string? Stricter than
 * YAML asks: what is doubtful is quoted.
 */
function plainIsSafe(text: string): boolean {
  return (
    text !== "" &&
    !INDICATOR_START.test(text) &&
    !/[:#]|[,[\]{}]|[^\x20-\x7e]|\s$/.test(text) &&
    resolvePlain(text) === text &&
    // A timestamp is no string to PyYAML either (resolver.py), though resolvePlain leaves its text.
    !/^\d{4}-\d/.test(text) &&
    text !== "=" &&
    text !== "<<"
  );
}

/** A string as a scalar of one line, double-quoted where it cannot be plain (JSON's escapes are YAML's). */
export function quoteString(text: string): string {
  return plainIsSafe(text) ? text : JSON.stringify(text);
}

function scalarText(value: ScalarValue): string {
  if (value === null) return "null";
  return typeof value === "string" ? quoteString(value) : String(value);
}

function isOneLine(node: YamlNode, source: string): boolean {
  return !source.slice(node.span.start, node.span.end).includes("\n");
}

/** The value in flow style, on one line. */
export function emitFlow(value: Emittable): string {
  if (value instanceof Verbatim) return verbatimFlow(value.node, value.source);
  if (Array.isArray(value)) return `[${value.map(emitFlow).join(", ")}]`;
  if (isEmittableMap(value)) {
    const pairs = Object.entries(value).map(([key, item]) => `${quoteString(key)}: ${emitFlow(item)}`);
    return `{${pairs.join(", ")}}`;
  }
  return scalarText(value as ScalarValue);
}

/** A scalar that reads well in flow style may be copied there; a plain one only if nothing in it ends it. */
function verbatimFlow(node: YamlNode, source: string): string {
  const written = withProperties(node, source.slice(node.span.start, node.span.end));
  switch (node.kind) {
    case "alias":
      return written;
    case "scalar":
      if (node.style === "literal" || node.style === "folded" || !isOneLine(node, source))
        return withProperties(node, JSON.stringify(node.text));
      return node.style === "plain" && /[,[\]{}]/.test(node.text)
        ? withProperties(node, JSON.stringify(node.text))
        : written;
    case "seq":
      return `[${node.items.map((item) => verbatimFlow(item.value, source)).join(", ")}]`;
    case "map":
      return `{${node.entries.map((e) => `${verbatimFlow(e.key, source)}: ${verbatimFlow(e.value, source)}`).join(", ")}}`;
  }
}

/** The tag comes along; an anchor does not: a copy that defined it again would take over its aliases. */
function withProperties(node: YamlNode, text: string): string {
  if (node.tag === undefined) return text;
  return `${node.tag.replace(/^tag:yaml\.org,2002:/, "!!")} ${text}`;
}

/**
 * The lines of a mapping in block style, without indentation of its own and without line endings.
 * Lists are indented under their key, as ansible-lint's yaml rule wants them.
 */
export function emitBlockMap(map: EmittableMap): readonly string[] {
  return Object.entries(map).flatMap(([key, value]) => emitEntry(quoteString(key), value));
}

function emitEntry(key: string, value: Emittable): readonly string[] {
  if (value instanceof Verbatim) return verbatimEntry(key, value);
  if (Array.isArray(value) && value.length > 0) {
    return [`${key}:`, ...value.flatMap((item) => emitItem(item)).map((line) => `  ${line}`)];
  }
  if (isEmittableMap(value) && Object.keys(value).length > 0) {
    return [`${key}:`, ...emitBlockMap(value).map(indented)];
  }
  if (typeof value === "string" && value.includes("\n")) return literalEntry(key, value);
  return [`${key}: ${emitFlow(value)}`];
}

/** One item of a block sequence. */
function emitItem(value: Emittable): readonly string[] {
  if (isEmittableMap(value) && Object.keys(value).length > 0) {
    const [first = "", ...rest] = emitBlockMap(value);
    return [`- ${first}`, ...rest.map(indented)];
  }
  return [`- ${emitFlow(value)}`];
}

function indented(line: string): string {
  return line === "" ? line : `  ${line}`;
}

/** Text of several lines as a literal block, where a literal block can hold it; else quoted. */
function literalEntry(key: string, text: string): readonly string[] {
  const body = text.endsWith("\n") ? text.slice(0, -1) : text;
  const lines = body.split("\n");
  const fits = !/^[ \t\n]/.test(text) && !body.endsWith("\n") && !/[^\x20-\x7e\n]/.test(text);
  if (!fits) return [`${key}: ${JSON.stringify(text)}`];
  return [`${key}: |${text.endsWith("\n") ? "" : "-"}`, ...lines.map(indented)];
}

/** A copied block collection or block scalar keeps its lines; their common indentation becomes that of the copy. */
function verbatimEntry(key: string, { node, source }: Verbatim): readonly string[] {
  const blockStyle = (node.kind === "map" || node.kind === "seq") && !node.flow;
  if (!blockStyle) return [`${key}: ${verbatimFlow(node, source)}`];
  if (node.kind === "map") {
    const lines = node.entries.flatMap((e) =>
      emitEntry(verbatimFlow(e.key, source), new Verbatim(e.value, source)),
    );
    return [`${key}:`, ...lines.map(indented)];
  }
  const items = node.items.flatMap(({ value }) => {
    if (value.kind !== "map" || value.flow) return [`- ${verbatimFlow(value, source)}`];
    const [first = "", ...rest] = value.entries.flatMap((e) =>
      emitEntry(verbatimFlow(e.key, source), new Verbatim(e.value, source)),
    );
    return [`- ${first}`, ...rest.map(indented)];
  });
  return [`${key}:`, ...items.map((line) => `  ${line}`)];
}

/** What the emitted text has to be read back as. */
export function shapeOfEmittable(value: Emittable): Shape {
  if (value instanceof Verbatim) return shapeOf(value.node, { anchors: false });
  if (Array.isArray(value)) return { kind: "seq", items: value.map(shapeOfEmittable) };
  if (isEmittableMap(value)) {
    return {
      kind: "map",
      entries: Object.entries(value).map(
        ([key, item]) => [{ kind: "scalar", value: key }, shapeOfEmittable(item)] as const,
      ),
    };
  }
  return { kind: "scalar", value: value as ScalarValue };
}
