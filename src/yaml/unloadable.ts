import { isBase64 } from "./binary.js";
import type { YamlProblem } from "./problem.js";
import { isUnreadableNumber } from "./resolve.js";
import { isImpossibleTime, isTimestamp } from "./timestamp.js";
import type { YamlDocument, YamlNode, YamlScalar } from "./tree.js";

const CORE = "tag:yaml.org,2002:";

/** The kind of node that SafeConstructor's constructor of a core tag takes (yaml/constructor.py). */
const KIND_OF_TAG: ReadonlyMap<string, YamlNode["kind"]> = new Map([
  ...["null", "bool", "int", "float", "binary", "timestamp", "str"].map(
    (tag) => [CORE + tag, "scalar"] as const,
  ),
  ...["omap", "pairs", "seq"].map((tag) => [CORE + tag, "seq"] as const),
  ...["set", "map"].map((tag) => [CORE + tag, "map"] as const),
]);

/**
 * What is good YAML and still fails in PyYAML's SafeConstructor, which Ansible's constructors are made of:
 * `{{ x }}: y`, whose key is a mapping, a merge key with nothing to merge, 2024-13-45, `!!int x`.
 * Unknown tags are let through: plugins and other tools bring constructors of their own.
 */
class Constructor {
  constructor(readonly document: YamlDocument) {}

  check(node: YamlNode): YamlProblem | undefined {
    if (node.kind === "alias") return undefined;
    const { tag } = node;
    const kind = tag === undefined ? undefined : KIND_OF_TAG.get(tag);
    if (kind !== undefined && kind !== node.kind) return problem(`${tag} on another kind of value`, node);
    if (node.kind === "scalar") return checkScalar(node);
    if (node.kind === "seq") {
      const paired = tag === `${CORE}omap` || tag === `${CORE}pairs`;
      return firstOf(node.items, ({ value }) => {
        const target = this.#target(value);
        const single = target?.kind === "map" && target.entries.length === 1;
        if (paired && !single) return problem(`an item of ${tag} that is no mapping of one key`, value);
        return this.check(value);
      });
    }
    return firstOf(node.entries, (entry) => {
      if (isMergeKey(entry.key)) return this.#checkMerge(entry.value) ?? this.check(entry.value);
      if (this.#isCollection(entry.key)) return problem("a key that is a list or a mapping", entry.key);
      return this.check(entry.key) ?? this.check(entry.value);
    });
  }

  #target(node: YamlNode): YamlNode | undefined {
    return node.kind === "alias" ? this.document.anchors.get(node.name) : node;
  }

  #isCollection(key: YamlNode): boolean {
    const target = this.#target(key);
    return target?.kind === "seq" || target?.kind === "map";
  }

  /** yaml/constructor.py, flatten_mapping: a mapping or a list of mappings. */
  #checkMerge(value: YamlNode): YamlProblem | undefined {
    const target = this.#target(value);
    const merged = target?.kind === "seq" ? target.items.map((item) => this.#target(item.value)) : [target];
    const good = merged.every((map) => map?.kind === "map");
    return good ? undefined : problem("a merge key whose value is no mapping", value);
  }
}

/** Merges are taken for what they are by the resolver, which a quoted `<<` does not reach. */
function isMergeKey(key: YamlNode): boolean {
  return (
    key.kind === "scalar" &&
    (key.tag === `${CORE}merge` || (key.tag === undefined && key.style === "plain" && key.text === "<<"))
  );
}

function checkScalar(node: YamlScalar): YamlProblem | undefined {
  const { tag, text, value } = node;
  if (tag === undefined) {
    if (node.style !== "plain") return undefined;
    if (isUnreadableNumber(text)) return problem(`${text.slice(0, 40)} is no number to Python`, node);
    return isImpossibleTime(text) ? problem(`${text} is no date`, node) : undefined;
  }
  const wrong =
    ((tag === `${CORE}int` || tag === `${CORE}float`) && typeof value === "string") ||
    (tag === `${CORE}bool` && typeof value !== "boolean") ||
    (tag === `${CORE}timestamp` && (!isTimestamp(text) || isImpossibleTime(text))) ||
    (tag === `${CORE}binary` && !isBase64(text));
  return wrong ? problem(`${tag} on ${JSON.stringify(text.slice(0, 40))}`, node) : undefined;
}

function problem(message: string, node: YamlNode): YamlProblem {
  return { message, offset: node.span.start };
}

function firstOf<T>(
  items: readonly T[],
  test: (item: T) => YamlProblem | undefined,
): YamlProblem | undefined {
  for (const item of items) {
    const found = test(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** @returns what Ansible's constructor would stop at, the first in the text */
export function findUnloadable(documents: readonly YamlDocument[]): YamlProblem | undefined {
  return firstOf(documents, (document) =>
    document.root === undefined ? undefined : new Constructor(document).check(document.root),
  );
}
