import type { YamlDocument, YamlNode } from "./tree.js";

/**
 * The plain data of a document, aliases followed. For settings files: what an anchor stands for is one value,
 * however often it is used, so that a bomb of aliases stays small; an alias inside its own anchor is null.
 * The last of two equal keys wins, as in PyYAML.
 */
export function plainData(document: YamlDocument): unknown {
  const done = new Map<YamlNode, unknown>();
  const data = (node: YamlNode): unknown => {
    if (done.has(node)) return done.get(node);
    done.set(node, null);
    const value = build(node);
    done.set(node, value);
    return value;
  };
  const build = (node: YamlNode): unknown => {
    switch (node.kind) {
      case "scalar":
        return typeof node.value === "bigint" ? node.text : node.value;
      case "alias": {
        const target = document.anchors.get(node.name);
        return target === undefined ? null : data(target);
      }
      case "seq":
        return node.items.map((item) => data(item.value));
      case "map":
        return Object.fromEntries(
          node.entries.map((entry) => [String(data(entry.key)), data(entry.value)] as const),
        );
    }
  };
  return document.root === undefined ? undefined : data(document.root);
}
