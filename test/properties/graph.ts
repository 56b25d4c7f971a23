import type { Delta } from "../../src/transform/delta.js";
import type { Shape } from "../../src/yaml/shape.js";
import type { ScalarValue, YamlDocument, YamlEntry, YamlNode } from "../../src/yaml/tree.js";
import type { Tree } from "../pyyaml/tree.js";

/** A node as PyYAML composes it, aliases being the node that they stand for. */
interface Node {
  tag: string | undefined;
  scalar: string | undefined;
  items: Node[] | undefined;
  entries: [Node, Node][] | undefined;
}

function blank(): Node {
  return { tag: undefined, scalar: undefined, items: undefined, entries: undefined };
}

/** Numbers are compared as numbers: a delta does not say whether 1 is an int or a float. */
function scalarText(value: ScalarValue): string {
  return typeof value === "number" || typeof value === "bigint"
    ? `number ${Number(value)}`
    : `${typeof value} ${value}`;
}

const NUMBERS: Readonly<Record<string, number>> = { inf: Infinity, "-inf": -Infinity, nan: Number.NaN };

/** PyYAML's trees of one document as nodes, in the order in which they are read. */
class Reader {
  readonly nodes: Node[] = [];

  read(tree: Tree): Node {
    if (tree[0] === "*") return this.nodes[tree[1]] ?? blank();
    const node = blank();
    this.nodes.push(node);
    this.#fill(node, tree);
    return node;
  }

  #fill(node: Node, tree: Tree): void {
    switch (tree[0]) {
      case "tag":
        node.tag = tree[1];
        this.#fill(node, tree[2]);
        return;
      case "seq":
        node.items = tree[1].map((item) => this.read(item));
        return;
      case "map":
        node.entries = tree[1].map(([key, value]) => [this.read(key), this.read(value)]);
        return;
      case "null":
        node.scalar = scalarText(null);
        return;
      case "int":
        node.scalar = scalarText(Number(tree[1]));
        return;
      case "float":
        node.scalar = scalarText(typeof tree[1] === "string" ? (NUMBERS[tree[1]] ?? 0) : tree[1]);
        return;
      case "bool":
      case "str":
        node.scalar = scalarText(tree[1]);
    }
  }
}

/** Our nodes in the order in which PyYAML composes them: aliases are none of their own. */
function* inOrder(node: YamlNode): Generator<YamlNode> {
  if (node.kind === "alias") return;
  yield node;
  if (node.kind === "seq") for (const item of node.items) yield* inOrder(item.value);
  if (node.kind === "map")
    for (const entry of node.entries) {
      yield* inOrder(entry.key);
      yield* inOrder(entry.value);
    }
}

const CORE = "tag:yaml.org,2002:";

function fromShape(shape: Shape, anchored: (name: string) => Node): Node {
  if (shape.kind === "alias") return anchored(shape.name);
  const node = blank();
  if (shape.tag?.startsWith(CORE) === false) node.tag = shape.tag;
  if (shape.kind === "scalar") node.scalar = scalarText(shape.value);
  else if (shape.kind === "seq") node.items = shape.items.map((item) => fromShape(item, anchored));
  else
    node.entries = shape.entries.map(([key, value]) => [
      fromShape(key, anchored),
      fromShape(value, anchored),
    ]);
  return node;
}

function same(a: Node, b: Node, path: string, seen: Map<Node, Node>): string | undefined {
  if (seen.get(a) === b) return undefined;
  seen.set(a, b);
  if (a.tag !== b.tag || a.scalar !== b.scalar)
    return `${path}: ${a.scalar} is declared, ${b.scalar} is there`;
  if (a.items?.length !== b.items?.length || a.entries?.length !== b.entries?.length)
    return `${path}: its length`;
  for (const [i, item] of (a.items ?? []).entries()) {
    const found = same(item, b.items?.[i] ?? blank(), `${path}[${i}]`, seen);
    if (found !== undefined) return found;
  }
  for (const [i, [key, value]] of (a.entries ?? []).entries()) {
    const [otherKey, otherValue] = b.entries?.[i] ?? [blank(), blank()];
    const below = `${path}.${key.scalar ?? "?"}`;
    const found = same(key, otherKey, below, seen) ?? same(value, otherValue, below, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** One document before a fix, to which what the fixes declare is done as PyYAML would see it. */
class Declared {
  readonly root: Node;
  readonly #nodes: Map<YamlNode, Node>;
  readonly #entries = new Map<YamlEntry, [Node, Node]>();

  constructor(
    readonly document: YamlDocument,
    tree: Tree,
  ) {
    const reader = new Reader();
    this.root = reader.read(tree);
    const ours = document.root === undefined ? [] : [...inOrder(document.root)];
    this.#nodes = new Map(ours.map((node, i) => [node, reader.nodes[i] ?? blank()] as const));
    for (const node of ours) {
      if (node.kind !== "map") continue;
      const theirs = this.#nodes.get(node)?.entries ?? [];
      node.entries.forEach((entry, i) => {
        const pair = theirs[i];
        if (pair !== undefined) this.#entries.set(entry, pair);
      });
    }
  }

  #shape(shape: Shape): Node {
    return fromShape(shape, (name) => {
      const target = this.document.anchors.get(name);
      return (target === undefined ? undefined : this.#nodes.get(target)) ?? blank();
    });
  }

  /** Deltas name nodes by their place as it was, so places are found before anything moves. */
  apply(deltas: readonly Delta[]): void {
    const adds = new Map<YamlEntry | undefined, number>();
    const mine = deltas.filter((delta) => this.#isHere(delta));
    const inserts = mine.filter((delta) => delta.op === "insert").reverse();
    for (const delta of mine) if (delta.op !== "insert") this.#change(delta, adds);
    for (const delta of inserts.sort((a, b) => b.index - a.index))
      this.#nodes.get(delta.seq)?.items?.splice(delta.index, 0, this.#shape(delta.value));
  }

  #isHere(delta: Delta): boolean {
    if (delta.op === "text") return this.#nodes.has(delta.scalar);
    if (delta.op === "add") return this.#nodes.has(delta.map);
    if (delta.op === "insert" || delta.op === "replace") return this.#nodes.has(delta.seq);
    return this.#entries.has(delta.entry);
  }

  #change(delta: Exclude<Delta, { op: "insert" }>, adds: Map<YamlEntry | undefined, number>): void {
    if (delta.op === "text") {
      const node = this.#nodes.get(delta.scalar);
      if (node !== undefined) node.scalar = scalarText(delta.value);
    } else if (delta.op === "replace") {
      this.#nodes.get(delta.seq)?.items?.splice(delta.index, 1, this.#shape(delta.value));
    } else if (delta.op === "add") {
      const entries = this.#nodes.get(delta.map)?.entries ?? [];
      const already = adds.get(delta.after) ?? 0;
      adds.set(delta.after, already + 1);
      const pair = delta.after === undefined ? undefined : this.#entries.get(delta.after);
      const at = pair === undefined ? already : entries.indexOf(pair) + 1 + already;
      entries.splice(at, 0, [
        fromShape({ kind: "scalar", value: delta.key }, blank),
        this.#shape(delta.value),
      ]);
    } else {
      const pair = this.#entries.get(delta.entry);
      if (pair === undefined) return;
      if (delta.op === "set") pair[1] = this.#shape(delta.value);
      else if (delta.op === "rename") pair[0] = fromShape({ kind: "scalar", value: delta.key }, blank);
      else
        for (const { entries } of this.#nodes.values()) {
          const at = entries?.indexOf(pair) ?? -1;
          if (at !== -1) entries?.splice(at, 1);
        }
    }
  }
}

/**
 * Does a text differ from the one before by exactly what the deltas declare, in PyYAML's eyes? Knows nothing
 * of the engine's own check: the deltas are done to PyYAML's tree of the text before.
 *
 * @param before our documents, whose nodes the deltas name, and PyYAML's trees of the same
 * @param after PyYAML's trees of the result
 * @returns where they part; undefined when they don't
 */
export function undeclared(
  before: { readonly documents: readonly YamlDocument[]; readonly trees: readonly Tree[] },
  after: readonly Tree[],
  deltas: readonly Delta[],
): string | undefined {
  if (before.trees.length !== after.length) return "the number of documents";
  for (const [i, document] of before.documents.entries()) {
    const tree = before.trees[i];
    const result = after[i];
    if (tree === undefined || result === undefined) return "the number of documents";
    const declared = new Declared(document, tree);
    declared.apply(deltas);
    const found = same(declared.root, new Reader().read(result), "", new Map());
    if (found !== undefined) return found;
  }
  return undefined;
}
