import { keyText, type YamlNode } from "../yaml/tree.js";

/** A value as nested lists of its texts, to compare two values however they are written. */
export type WrittenValue = string | readonly WrittenValue[];

export function writtenValue(node: YamlNode): WrittenValue {
  switch (node.kind) {
    case "scalar":
      return node.text;
    case "alias":
      return `*${node.name}`;
    case "seq":
      return node.items.map((item) => writtenValue(item.value));
    case "map":
      return node.entries.map((entry) => [keyText(entry) ?? "", writtenValue(entry.value)]);
  }
}

function* textsOf(value: WrittenValue): Iterable<string> {
  if (typeof value === "string") yield value;
  else for (const item of value) yield* textsOf(item);
}

/** Every word of a value that may be a variable's name, keys among them: what it can't have, it does not mention. */
export function namesMentioned(node: YamlNode): ReadonlySet<string> {
  return new Set([...textsOf(writtenValue(node))].flatMap((text) => text.match(/[A-Za-z_]\w*/g) ?? []));
}
