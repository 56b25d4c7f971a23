import {
  type CST,
  type Document,
  isAlias,
  isPair,
  isMap as isYamlMap,
  isScalar as isYamlScalar,
  isSeq as isYamlSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { type Span, span } from "../text/span.js";
import { resolvePlain, resolveTagged } from "./resolve.js";
import type {
  ScalarStyle,
  YamlDocument,
  YamlEntry,
  YamlItem,
  YamlMap,
  YamlNode,
  YamlScalar,
  YamlSeq,
} from "./tree.js";

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded",
};

function offsetOfFirst(
  tokens: readonly CST.SourceToken[] | undefined,
  types: ReadonlySet<string>,
): number | undefined {
  return tokens?.find((token) => types.has(token.type))?.offset;
}

const PROPERTIES: ReadonlySet<string> = new Set(["anchor", "tag"]);
const DASH: ReadonlySet<string> = new Set(["seq-item-ind"]);

/** Turns `yaml`'s composed document into the tree of tree.ts: positions and text, no behaviour. */
class Builder {
  readonly anchors = new Map<string, YamlNode>();
  readonly aliased = new Set<string>();

  constructor(readonly source: string) {}

  node(node: Node | null, at: number): YamlNode {
    if (isAlias(node)) {
      this.aliased.add(node.source);
      return { kind: "alias", name: node.source, span: rangeOf(node, at), tag: undefined, anchor: undefined };
    }
    let built: YamlNode;
    if (isYamlMap(node)) built = this.map(node, at);
    else if (isYamlSeq(node)) built = this.seq(node, at);
    else if (isYamlScalar(node)) built = this.scalar(node, at);
    else built = emptyScalar(at);
    if (built.anchor !== undefined) this.anchors.set(built.anchor, built);
    return built;
  }

  private scalar(node: Scalar, at: number): YamlScalar {
    const style = STYLES[node.type ?? "PLAIN"] ?? "plain";
    const where = rangeOf(node, at);
    const text = this.scalarText(typeof node.value === "string" ? node.value : "", style, where);
    const tag = node.tag;
    let value: YamlScalar["value"] = text;
    if (tag !== undefined) value = resolveTagged(tag, text);
    else if (style === "plain") value = resolvePlain(text);
    return { kind: "scalar", style, text, value, span: where, tag, anchor: node.anchor };
  }

  /**
   * `yaml` ends a clipped block scalar with a line feed even where the file ends without one; PyYAML
   * (scan_block_scalar) only keeps a line break that is there.
   */
  private scalarText(text: string, style: ScalarStyle, where: Span): string {
    const block = style === "literal" || style === "folded";
    if (block && where.end === this.source.length && !this.source.endsWith("\n") && text.endsWith("\n")) {
      return text.slice(0, -1);
    }
    return text;
  }

  private map(node: YAMLMap, at: number): YamlMap {
    const entries: YamlEntry[] = [];
    for (const pair of node.items) entries.push(this.entry(pair as Pair<Node | null, Node | null>, at));
    const flow = node.flow === true;
    return {
      kind: "map",
      flow,
      entries,
      span: this.collectionSpan(node, flow, entries, at),
      tag: node.tag,
      anchor: node.anchor,
    };
  }

  private entry(pair: Pair<Node | null, Node | null>, at: number): YamlEntry {
    const token = pair.srcToken;
    const key = this.node(pair.key, pair.key?.range?.[0] ?? token?.sep?.[0]?.offset ?? at);
    const colon = token?.sep?.find((part) => part.type === "map-value-ind");
    const afterColon = colon === undefined ? key.span.end : colon.offset + 1;
    const value = this.node(hasContent(pair.value) ? pair.value : emptied(pair.value), afterColon);
    const start = offsetOfFirst(token?.start, PROPERTIES) ?? key.span.start;
    const end = isEmpty(value) ? Math.max(afterColon, this.propertiesEnd(token?.sep)) : value.span.end;
    return { key, value, span: span(start, end) };
  }

  private propertiesEnd(tokens: readonly CST.SourceToken[] | undefined): number {
    const last = tokens?.findLast((token) => PROPERTIES.has(token.type));
    return last === undefined ? 0 : last.offset + last.source.length;
  }

  private seq(node: YAMLSeq, at: number): YamlSeq {
    const flow = node.flow === true;
    const token = node.srcToken;
    const dashes =
      token?.type === "block-seq" ? token.items.flatMap((item) => offsetOfFirst(item.start, DASH) ?? []) : [];
    const items = node.items.map((item, index): YamlItem => {
      const dash = dashes[index];
      const after = dash === undefined ? at : dash + 1;
      const inner = isPair(item) ? null : (item as Node | null);
      const value = this.node(hasContent(inner) ? inner : emptied(inner), after);
      return { value, span: span(dash ?? value.span.start, Math.max(value.span.end, after)) };
    });
    return {
      kind: "seq",
      flow,
      items,
      span: this.collectionSpan(node, flow, items, at),
      tag: node.tag,
      anchor: node.anchor,
    };
  }

  /** A block collection ends with its last content: what follows (comments, blank lines) is nobody's. */
  private collectionSpan(
    node: Node,
    flow: boolean,
    parts: readonly { readonly span: Span }[],
    at: number,
  ): Span {
    const range = rangeOf(node, at);
    const first = parts[0];
    const last = parts.at(-1);
    return flow || first === undefined || last === undefined ? range : span(first.span.start, last.span.end);
  }
}

function rangeOf(node: Node, at: number): Span {
  const range = node.range;
  return range ? span(range[0], range[1]) : span(at, at);
}

/** Does the node stand for source text? `yaml` places an empty value after comments and blank lines. */
function hasContent(node: Node | null): boolean {
  return (
    node !== null &&
    !(isYamlScalar(node) && node.range?.[0] === node.range?.[1] && (node.type ?? "PLAIN") === "PLAIN")
  );
}

/** An empty value without its misleading range; a tag or an anchor on it stays. */
function emptied(node: Node | null): Node | null {
  if (node === null || node.range === undefined) return node;
  const copy = node.clone() as Node;
  copy.range = undefined as never;
  return copy;
}

function isEmpty(node: YamlNode): boolean {
  return node.kind === "scalar" && node.span.start === node.span.end;
}

function emptyScalar(at: number): YamlScalar {
  return {
    kind: "scalar",
    style: "plain",
    text: "",
    value: null,
    span: span(at, at),
    tag: undefined,
    anchor: undefined,
  };
}

/** @param source the text that the document was composed from */
export function buildDocument(document: Document.Parsed, source: string): YamlDocument {
  const builder = new Builder(source);
  const contents = document.contents as Node | null;
  const root =
    contents !== null && hasContent(contents) ? builder.node(contents, document.range[0]) : undefined;
  return { root, anchors: builder.anchors, aliased: builder.aliased };
}
