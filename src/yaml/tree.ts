import type { Span } from "../text/span.js";

/** What a scalar is to PyYAML's SafeLoader once tags and implicit resolvers have spoken. */
export type ScalarValue = string | number | bigint | boolean | null;

export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded";

interface NodeBase {
  /** The node itself, without its tag and anchor, comments and trailing space. */
  readonly span: Span;
  /** The tag as written (`!vault`, `!!int`), resolved to its long form where it has one. */
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
}

export interface YamlScalar extends NodeBase {
  readonly kind: "scalar";
  readonly style: ScalarStyle;
  /** The text after folding and escapes, before any tag or resolver. */
  readonly text: string;
  readonly value: ScalarValue;
}

export interface YamlAlias extends NodeBase {
  readonly kind: "alias";
  readonly name: string;
}

export interface YamlEntry {
  readonly key: YamlNode;
  readonly value: YamlNode;
  /** From the key (its `?`, tag and anchor included) to the end of the value's last content. */
  readonly span: Span;
}

export interface YamlMap extends NodeBase {
  readonly kind: "map";
  readonly flow: boolean;
  readonly entries: readonly YamlEntry[];
}

export interface YamlItem {
  readonly value: YamlNode;
  /** From the `-` (in flow style: from the value) to the end of the item's last content. */
  readonly span: Span;
}

export interface YamlSeq extends NodeBase {
  readonly kind: "seq";
  readonly flow: boolean;
  readonly items: readonly YamlItem[];
}

export type YamlNode = YamlScalar | YamlAlias | YamlMap | YamlSeq;

export interface YamlDocument {
  /** Undefined for a document of comments only. */
  readonly root: YamlNode | undefined;
  /** The nodes behind the document's anchors; as in PyYAML a later one replaces an earlier one. */
  readonly anchors: ReadonlyMap<string, YamlNode>;
  /** The names that some alias of the document refers to. */
  readonly aliased: ReadonlySet<string>;
}

export interface Comment {
  readonly span: Span;
  /** The text with its `#`. */
  readonly text: string;
}

export interface YamlFile {
  readonly source: string;
  readonly documents: readonly YamlDocument[];
  /** All comments, in source order. */
  readonly comments: readonly Comment[];
}

export function isMap(node: YamlNode | undefined): node is YamlMap {
  return node?.kind === "map";
}

export function isSeq(node: YamlNode | undefined): node is YamlSeq {
  return node?.kind === "seq";
}

export function isScalar(node: YamlNode | undefined): node is YamlScalar {
  return node?.kind === "scalar";
}

/** The text of a scalar key; undefined for a key that is a collection or an alias. */
export function keyText(entry: YamlEntry): string | undefined {
  return entry.key.kind === "scalar" ? entry.key.text : undefined;
}
