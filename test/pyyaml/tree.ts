import type { YamlDocument, YamlNode, YamlScalar } from "../../src/yaml/tree.js";

/**
 * A document as scripts/pyyaml/trees.py prints it, there and here. Scalars end with the offset at which they
 * start (code points), or null where a tag or an anchor stands before them.
 */
export type Tree =
  | readonly ["null", number | null]
  | readonly ["bool", boolean, number | null]
  | readonly ["int" | "str", string, number | null]
  | readonly ["float", number | string, number | null]
  | readonly ["seq", readonly Tree[]]
  | readonly ["map", readonly (readonly [Tree, Tree])[]]
  | readonly ["*", number]
  | readonly ["tag", string, Tree];

const CORE = "tag:yaml.org,2002:";

/** Turns our documents into the trees that PyYAML's composer would give. */
class Trees {
  readonly #numbers = new Map<YamlNode, number>();

  constructor(
    readonly document: YamlDocument,
    readonly place: (offset: number) => number | null,
  ) {}

  tree(node: YamlNode): Tree {
    if (node.kind === "alias") {
      const target = this.document.anchors.get(node.name);
      const number = target === undefined ? undefined : this.#numbers.get(target);
      return ["*", number ?? -1];
    }
    this.#numbers.set(node, this.#numbers.size);
    const tree = this.#untagged(node);
    const { tag } = node;
    return tag === undefined || tag === "!" || tag.startsWith(CORE) ? tree : ["tag", tag, tree];
  }

  #untagged(node: Exclude<YamlNode, { kind: "alias" }>): Tree {
    if (node.kind === "seq") return ["seq", node.items.map((item) => this.tree(item.value))];
    if (node.kind === "map")
      return ["map", node.entries.map((entry) => [this.tree(entry.key), this.tree(entry.value)] as const)];
    return this.#scalar(node);
  }

  #scalar(node: YamlScalar): Tree {
    const bare = node.tag === undefined && node.anchor === undefined && node.text !== "";
    const at = bare ? this.place(node.span.start) : null;
    const { value } = node;
    if (value === null) return ["null", at];
    if (typeof value === "boolean") return ["bool", value, at];
    if (typeof value === "bigint") return ["int", String(value), at];
    if (typeof value === "string") return ["str", value, at];
    // 1.0 is a float to Python and the number 1 here: the text tells.
    return Number.isInteger(value) && !isFloat(node)
      ? ["int", String(value), at]
      : ["float", Number.isFinite(value) ? value : pythonText(value), at];
  }
}

function isFloat(node: YamlScalar): boolean {
  return node.tag === `${CORE}float` || node.text.includes(".");
}

function pythonText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  return value > 0 ? "inf" : "-inf";
}

/** From our offsets to PyYAML's: code points, a byte order mark not counted. */
function placeIn(source: string): (offset: number) => number | null {
  // The tag `!` leaves no trace in our tree, and PyYAML's offset is then its.
  if (/(?:^|[\s\x85,[{?:-])!(?![\w!<-])|!<!>/.test(source)) return () => null;
  const mark = source.startsWith("\ufeff") ? 1 : 0;
  const astral = /[\ud800-\udbff][\udc00-\udfff]/.test(source);
  return (offset) => (astral ? [...source.slice(0, offset)].length : offset) - mark;
}

/** @param source the file's text, for the offsets */
export function treeOf(document: YamlDocument, source: string): Tree {
  const trees = new Trees(document, placeIn(source));
  return document.root === undefined ? ["null", null] : trees.tree(document.root);
}

/** The first place at which two trees differ, to show; undefined when they say the same. */
export function difference(ours: Tree, theirs: Tree, path = ""): string | undefined {
  const told = `${path === "" ? "the root" : path}: ${show(ours)}, to PyYAML ${show(theirs)}`;
  if (ours[0] !== theirs[0]) return told;
  switch (ours[0]) {
    case "seq":
    case "map": {
      const other = theirs[1];
      if (!Array.isArray(other) || other.length !== ours[1].length) return told;
      for (const [i, item] of ours[1].entries()) {
        const found =
          ours[0] === "seq"
            ? difference(item as Tree, other[i] as Tree, `${path}[${i}]`)
            : (difference((item as readonly Tree[])[0] as Tree, other[i][0], `${path}.key${i}`) ??
              difference((item as readonly Tree[])[1] as Tree, other[i][1], `${path}.${keyOf(item)}`));
        if (found !== undefined) return found;
      }
      return undefined;
    }
    case "tag":
      return ours[1] === theirs[1] ? difference(ours[2], theirs[2] as Tree, path) : told;
    case "*":
      return ours[1] === theirs[1] ? undefined : told;
    default: {
      const at = ours.at(-1) ?? theirs.at(-1);
      return Object.is(ours.length === 3 ? ours[1] : 0, theirs.length === 3 ? theirs[1] : 0) &&
        at === theirs.at(-1)
        ? undefined
        : told;
    }
  }
}

function keyOf(entry: unknown): string {
  const key = (entry as readonly Tree[])[0];
  return key === undefined ? "?" : String(key[1]);
}

function show(tree: Tree): string {
  const text = JSON.stringify(tree) ?? "";
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
