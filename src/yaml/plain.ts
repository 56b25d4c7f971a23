import type { YamlDocument, YamlNode } from "./tree.js";

/**
 * The plain data of a document, aliases followed. For small files that no stranger writes (a config):
 * it expands aliases, so a bomb would go off here. The last of two equal keys wins, as in PyYAML.
 */
export function plainData(document: YamlDocument): unknown {
  const data = (node: YamlNode): unknown => {
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
