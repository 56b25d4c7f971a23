import type { Span } from "../text/span.js";
import { YamlError } from "./problem.js";
import { Properties, TagHandles } from "./properties.js";
import { resolveScalar } from "./resolve.js";
import type { Token, TokenOf, TokenType } from "./token.js";
import type { YamlDocument, YamlEntry, YamlItem, YamlMap, YamlNode, YamlScalar, YamlSeq } from "./tree.js";

/**
 * How many collections may lie within each other. libyaml has no bound, but Ansible walks what it has loaded
 * recursively and Python stops at 1,000 calls; and so may every reader of the tree recurse without fear.
 */
const MAX_DEPTH = 1000;

/** Tokens that end a place where a node could stand. */
const NO_BLOCK_SEQUENCE_NODE: ReadonlySet<TokenType> = new Set(["block-entry", "block-end"]);
const NO_INDENTLESS_NODE: ReadonlySet<TokenType> = new Set(["block-entry", "key", "value", "block-end"]);
const NO_BLOCK_MAPPING_NODE: ReadonlySet<TokenType> = new Set(["key", "value", "block-end"]);
const NO_FLOW_SEQUENCE_NODE: ReadonlySet<TokenType> = new Set(["value", "flow-entry", "flow-sequence-end"]);
const NO_FLOW_MAPPING_NODE: ReadonlySet<TokenType> = new Set(["value", "flow-entry", "flow-mapping-end"]);
const NO_DOCUMENT_NODE: ReadonlySet<TokenType> = new Set([
  "version-directive",
  "tag-directive",
  "document-start",
  "document-end",
  "stream-end",
]);

/** A node with all that is written for it: its tag and anchor are outside the node's own span. */
interface Written {
  readonly node: YamlNode;
  readonly span: Span;
}

/** libyaml 0.2.5's grammar (src/parser.c) and PyYAML's composer (composer.py), building the tree at once. */
class Parser {
  #next = 0;
  #depth = 0;
  #anchors = new Map<string, YamlNode>();
  /** Anchors met so far in the document, those of unfinished nodes among them. */
  #known = new Set<string>();
  #aliased = new Set<string>();
  #tags = new TagHandles();

  constructor(readonly tokens: readonly Token[]) {}

  documents(): readonly YamlDocument[] {
    const documents: YamlDocument[] = [];
    let mayBeBare = true;
    for (;;) {
      if (!mayBeBare) while (this.#is("document-end")) this.#take();
      if (this.#is("stream-end")) return documents;
      documents.push(this.#document(mayBeBare));
      if (this.#is("document-end")) this.#take();
      mayBeBare = false;
    }
  }

  /** @param mayBeBare only the first document of a text may go without its `---` */
  #document(mayBeBare: boolean): YamlDocument {
    this.#anchors = new Map();
    this.#known = new Set();
    this.#aliased = new Set();
    const bare =
      mayBeBare && !["version-directive", "tag-directive", "document-start"].includes(this.#peek.type);
    this.#tags = this.#directives();
    let start = this.#peek.start;
    if (!bare) {
      if (!this.#is("document-start")) this.#fail("'---' is expected here");
      start = this.#take().end;
    }
    const empty = !bare && NO_DOCUMENT_NODE.has(this.#peek.type);
    const root = empty ? undefined : this.#node(true, false, start).node;
    return { root, anchors: this.#anchors, aliased: this.#aliased };
  }

  #directives(): TagHandles {
    const tags = new TagHandles();
    for (;;) {
      const token = this.#peek;
      if (token.type === "version-directive") tags.version(token);
      else if (token.type === "tag-directive") tags.define(token);
      else return tags;
      this.#take();
    }
  }

  get #peek(): Token {
    const token = this.tokens[this.#next];
    if (token === undefined) throw new YamlError("the text ends too early", this.tokens.at(-1)?.end ?? 0);
    return token;
  }

  #is(type: TokenType): boolean {
    return this.#peek.type === type;
  }

  #take(): Token {
    const token = this.#peek;
    this.#next++;
    return token;
  }

  #fail(message: string): never {
    throw new YamlError(message, this.#peek.start);
  }

  /**
   * yaml_parser_parse_node.
   *
   * @param block may it be a block collection?
   * @param indentless may it be a sequence whose `-` stand at the column of the key?
   * @param at where an empty node is: behind the `:` or `-` that announces it
   */
  #node(block: boolean, indentless: boolean, at: number): Written {
    const token = this.#peek;
    if (token.type === "alias") return this.#alias(token);
    const properties = this.#properties();
    const node = this.#content(properties, block, indentless, at);
    if (properties.anchor !== undefined) this.#anchors.set(properties.anchor, node);
    return {
      node,
      span: { start: properties.start ?? node.span.start, end: Math.max(node.span.end, properties.end ?? 0) },
    };
  }

  #alias(token: TokenOf<"alias" | "anchor">): Written {
    this.#take();
    const { name, start, end } = token;
    if (!this.#known.has(name)) throw new YamlError(`an alias *${name} without its anchor`, start);
    this.#aliased.add(name);
    return {
      node: { kind: "alias", name, span: { start, end }, tag: undefined, anchor: undefined },
      span: { start, end },
    };
  }

  #properties(): Properties {
    const properties = new Properties(this.#tags);
    while (properties.accept(this.#peek)) this.#take();
    const { anchor } = properties;
    if (anchor !== undefined) {
      // PyYAML's composer.py; YAML itself lets a later anchor replace an earlier one.
      if (this.#known.has(anchor))
        throw new YamlError(`the anchor &${anchor} is there twice`, properties.start ?? 0);
      this.#known.add(anchor);
    }
    return properties;
  }

  #content(properties: Properties, block: boolean, indentless: boolean, at: number): YamlNode {
    const token = this.#peek;
    if (token.type === "scalar") {
      this.#take();
      return scalar(token, properties);
    }
    if (indentless && token.type === "block-entry")
      return this.#deeper(() => this.#blockItems(properties, NO_INDENTLESS_NODE, false));
    if (token.type === "flow-sequence-start") return this.#deeper(() => this.#flowSequence(properties));
    if (token.type === "flow-mapping-start") return this.#deeper(() => this.#flowMapping(properties));
    if (block && token.type === "block-sequence-start")
      return this.#deeper(() => this.#blockItems(properties, NO_BLOCK_SEQUENCE_NODE, true));
    if (block && token.type === "block-mapping-start")
      return this.#deeper(() => this.#blockMapping(properties));
    if (properties.start !== undefined) return empty(properties.end ?? at, properties);
    return this.#fail("a value is expected here");
  }

  #deeper<T>(parse: () => T): T {
    if (++this.#depth > MAX_DEPTH) this.#fail("nested too deeply to be read");
    const parsed = parse();
    this.#depth--;
    return parsed;
  }

  /** The items of a block sequence; an indentless one has no tokens of its own around them. */
  #blockItems(properties: Properties, noNode: ReadonlySet<TokenType>, framed: boolean): YamlSeq {
    if (framed) this.#take();
    const items: YamlItem[] = [];
    while (this.#is("block-entry")) {
      const dash = this.#take();
      const value = noNode.has(this.#peek.type) ? none(dash.end) : this.#node(true, false, dash.end);
      items.push({ value: value.node, span: { start: dash.start, end: Math.max(value.span.end, dash.end) } });
    }
    if (framed) {
      if (!this.#is("block-end")) this.#fail("'-' or the end of the list is expected here");
      this.#take();
    }
    return { kind: "seq", flow: false, items, span: around(items), ...properties.own };
  }

  #blockMapping(properties: Properties): YamlMap {
    this.#take();
    const entries: YamlEntry[] = [];
    while (this.#is("key")) {
      const mark = this.#take();
      const key = NO_BLOCK_MAPPING_NODE.has(this.#peek.type)
        ? none(mark.end)
        : this.#node(true, true, mark.end);
      entries.push(this.#entry(mark, key, NO_BLOCK_MAPPING_NODE, true));
    }
    if (!this.#is("block-end")) this.#fail("a key or the end of the mapping is expected here");
    this.#take();
    return { kind: "map", flow: false, entries, span: around(entries), ...properties.own };
  }

  /**
   * What follows a key: `:` and a value, or nothing.
   *
   * @param mark the key token: the `?` of an explicit key, else empty
   */
  #entry(mark: Token, key: Written, noNode: ReadonlySet<TokenType>, block: boolean): YamlEntry {
    let value: Written;
    let { end } = key.span;
    if (this.#is("value")) {
      end = this.#take().end;
      value = noNode.has(this.#peek.type) ? none(end) : this.#node(block, block, end);
    } else value = none(end);
    return {
      key: key.node,
      value: value.node,
      span: {
        start: mark.end > mark.start ? mark.start : key.span.start,
        end: Math.max(value.span.end, end),
      },
    };
  }

  #flowSequence(properties: Properties): YamlSeq {
    const { start } = this.#take();
    const items: YamlItem[] = [];
    while (!this.#is("flow-sequence-end")) {
      if (items.length > 0) this.#comma("]");
      if (this.#is("flow-sequence-end")) break;
      const value = this.#is("key") ? this.#singlePair() : this.#node(false, false, this.#peek.start);
      items.push({ value: value.node, span: value.span });
    }
    const { end } = this.#take();
    return { kind: "seq", flow: true, items, span: { start, end }, ...properties.own };
  }

  /** `[a: b]`: a mapping of one entry without braces. */
  #singlePair(): Written {
    const mark = this.#take();
    let key: Written;
    if (NO_FLOW_SEQUENCE_NODE.has(this.#peek.type)) {
      key = none(mark.end);
      // libyaml skips the `:` too, and so does not see a value behind it.
      this.#take();
    } else key = this.#node(false, false, mark.end);
    const entry = this.#entry(mark, key, NO_FLOW_SEQUENCE_NODE, false);
    const node = { kind: "map", flow: true, entries: [entry], tag: undefined, anchor: undefined } as const;
    return { node: { ...node, span: entry.span }, span: entry.span };
  }

  #flowMapping(properties: Properties): YamlMap {
    const { start } = this.#take();
    const entries: YamlEntry[] = [];
    while (!this.#is("flow-mapping-end")) {
      if (entries.length > 0) this.#comma("}");
      if (this.#is("flow-mapping-end")) break;
      entries.push(this.#is("key") ? this.#flowEntry() : this.#loneKey());
    }
    const { end } = this.#take();
    return { kind: "map", flow: true, entries, span: { start, end }, ...properties.own };
  }

  #flowEntry(): YamlEntry {
    const mark = this.#take();
    const key = NO_FLOW_MAPPING_NODE.has(this.#peek.type)
      ? none(mark.end)
      : this.#node(false, false, mark.end);
    return this.#entry(mark, key, NO_FLOW_MAPPING_NODE, false);
  }

  /** `{a, b}`: a key whose value is null. */
  #loneKey(): YamlEntry {
    const key = this.#node(false, false, this.#peek.start);
    return { key: key.node, value: none(key.span.end).node, span: key.span };
  }

  #comma(closing: string): void {
    if (!this.#is("flow-entry")) this.#fail(`',' or '${closing}' is expected here`);
    this.#take();
  }
}

function scalar(token: TokenOf<"scalar">, properties: Properties): YamlScalar {
  const { style, text, start, end } = token;
  const { written } = properties;
  return {
    kind: "scalar",
    style,
    text,
    value: resolveScalar(written, style === "plain", text),
    span: { start, end },
    ...properties.own,
  };
}

function empty(at: number, properties: Properties): YamlScalar {
  const { written } = properties;
  // libyaml gives an empty node no implicit type where any tag is written, "!" included.
  const value = resolveScalar(written === "!" ? "tag:yaml.org,2002:str" : written, true, "");
  return { kind: "scalar", style: "plain", text: "", value, span: { start: at, end: at }, ...properties.own };
}

/** A node that is not written at all. */
function none(at: number): Written {
  const span = { start: at, end: at };
  return {
    node: { kind: "scalar", style: "plain", text: "", value: null, span, tag: undefined, anchor: undefined },
    span,
  };
}

/** A block collection ends with its last content: what follows (comments, blank lines) is nobody's. */
function around(parts: readonly { readonly span: Span }[]): Span {
  return { start: parts[0]?.span.start ?? 0, end: parts.at(-1)?.span.end ?? 0 };
}

/**
 * @param tokens as scanned, "stream-end" last
 * @throws YamlError where libyaml's parser or PyYAML's composer would stop
 */
export function parseTokens(tokens: readonly Token[]): readonly YamlDocument[] {
  return new Parser(tokens).documents();
}
