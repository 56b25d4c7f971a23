import type { ScalarValue, YamlNode } from "./tree.js";

/**
 * What a node says, without where and how it is written: the side of a file that must change by what the
 * fixes declare and by nothing else. Aliases stay names: that they still reach what they reached follows
 * from the anchors being compared too.
 */
export type Shape = (
  | { readonly kind: "scalar"; readonly value: ScalarValue }
  | { readonly kind: "alias"; readonly name: string }
  | { readonly kind: "map"; readonly entries: readonly (readonly [Shape, Shape])[] }
  | { readonly kind: "seq"; readonly items: readonly Shape[] }
) & { readonly tag?: string; readonly anchor?: string };

/** Anchors are left out for a copy, which does not define them again. */
export function shapeOf(node: YamlNode, { anchors }: { readonly anchors: boolean }): Shape {
  const properties = {
    ...(node.tag === undefined ? {} : { tag: node.tag }),
    ...(node.anchor === undefined || !anchors ? {} : { anchor: node.anchor }),
  };
  switch (node.kind) {
    case "scalar":
      return { kind: "scalar", value: node.value, ...properties };
    case "alias":
      return { kind: "alias", name: node.name };
    case "seq":
      return {
        kind: "seq",
        items: node.items.map((item) => shapeOf(item.value, { anchors })),
        ...properties,
      };
    case "map":
      return {
        kind: "map",
        entries: node.entries.map(
          (e) => [shapeOf(e.key, { anchors }), shapeOf(e.value, { anchors })] as const,
        ),
        ...properties,
      };
  }
}

/**
 * The first place at which two shapes differ, as a path to show (`[3].async`); undefined when they are equal.
 */
export function firstDifference(a: Shape, b: Shape, path = ""): string | undefined {
  const here = path === "" ? "the document" : path;
  if (a.kind !== b.kind || a.tag !== b.tag || a.anchor !== b.anchor) return here;
  if (a.kind === "scalar" && b.kind === "scalar") return Object.is(a.value, b.value) ? undefined : here;
  if (a.kind === "alias" && b.kind === "alias") return a.name === b.name ? undefined : here;
  if (a.kind === "seq" && b.kind === "seq") {
    if (a.items.length !== b.items.length) return here;
    return firstOf(a.items, (item, i) => {
      const other = b.items[i];
      return other === undefined ? here : firstDifference(item, other, `${path}[${i}]`);
    });
  }
  if (a.kind === "map" && b.kind === "map") {
    if (a.entries.length !== b.entries.length) return here;
    return firstOf(a.entries, ([key, value], i) => {
      const other = b.entries[i];
      if (other === undefined) return here;
      const below = `${path}.${key.kind === "scalar" ? String(key.value) : "?"}`;
      return firstDifference(key, other[0], below) ?? firstDifference(value, other[1], below);
    });
  }
  return here;
}

function firstOf<T>(
  items: readonly T[],
  test: (item: T, index: number) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = test(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}
