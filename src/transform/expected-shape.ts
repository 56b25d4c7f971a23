import { type Shape, shapeOf } from "../yaml/shape.js";
import type { ScalarValue, YamlEntry, YamlMap, YamlNode, YamlSeq } from "../yaml/tree.js";
import type { Delta } from "./delta.js";

function grouped<K, D>(deltas: readonly D[], key: (delta: D) => K): ReadonlyMap<K, readonly D[]> {
  const groups = new Map<K, D[]>();
  for (const delta of deltas) {
    const group = groups.get(key(delta));
    if (group === undefined) groups.set(key(delta), [delta]);
    else group.push(delta);
  }
  return groups;
}

type Of<Op extends Delta["op"]> = Extract<Delta, { op: Op }>;

function only<Op extends Delta["op"]>(deltas: readonly Delta[], ...ops: readonly Op[]): readonly Of<Op>[] {
  return deltas.filter((delta): delta is Of<Op> => (ops as readonly string[]).includes(delta.op));
}

/** What a document has to say once the deltas have come true. */
export function expectedShape(root: YamlNode, deltas: readonly Delta[]): Shape {
  const onEntry = grouped(only(deltas, "set", "rename", "remove"), (delta) => delta.entry);
  const onMap = grouped(only(deltas, "add"), (delta) => delta.map);
  const onScalar = new Map<YamlNode, ScalarValue>(
    only(deltas, "text").map((delta) => [delta.scalar, delta.value]),
  );
  const onSeq = grouped(only(deltas, "insert", "replace"), (delta) => delta.seq);

  const properties = (node: YamlNode) => ({
    ...(node.tag === undefined ? {} : { tag: node.tag }),
    ...(node.anchor === undefined ? {} : { anchor: node.anchor }),
  });

  const entryShape = (entry: YamlEntry): readonly (readonly [Shape, Shape])[] => {
    let key = shapeOf(entry.key, { anchors: true });
    let value: Shape | undefined;
    for (const delta of onEntry.get(entry) ?? []) {
      if (delta.op === "remove") return [];
      if (delta.op === "rename") key = { kind: "scalar", value: delta.key };
      else value = delta.value;
    }
    return [[key, value ?? shape(entry.value)]];
  };

  const mapShape = (map: YamlMap): Shape => {
    const added = onMap.get(map) ?? [];
    const addedAfter = (entry: YamlEntry | undefined): readonly (readonly [Shape, Shape])[] =>
      added
        .filter((delta) => delta.after === entry)
        .map((delta) => [{ kind: "scalar", value: delta.key }, delta.value] as const);
    const entries = map.entries.flatMap((entry) => [...entryShape(entry), ...addedAfter(entry)]);
    return { kind: "map", entries: [...addedAfter(undefined), ...entries], ...properties(map) };
  };

  const seqShape = (seq: YamlSeq): Shape => {
    const here = grouped(onSeq.get(seq) ?? [], (delta) => delta.index);
    const inserted = (index: number): readonly Shape[] =>
      only(here.get(index) ?? [], "insert").map((delta) => delta.value);
    const items = seq.items.flatMap((item, index) => {
      const [replaced] = only(here.get(index) ?? [], "replace");
      return [...inserted(index), replaced?.value ?? shape(item.value)];
    });
    return { kind: "seq", items: [...items, ...inserted(seq.items.length)], ...properties(seq) };
  };

  const shape = (node: YamlNode): Shape => {
    if (node.kind === "map") return mapShape(node);
    if (node.kind === "seq") return seqShape(node);
    if (node.kind === "scalar" && onScalar.has(node)) {
      return { kind: "scalar", value: onScalar.get(node) ?? null, ...properties(node) };
    }
    return shapeOf(node, { anchors: true });
  };

  return shape(root);
}
