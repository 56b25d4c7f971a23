import { readNames } from "../jinja/names.js";
import { parseTemplate } from "../jinja/template.js";
import { type Emittable, Verbatim } from "../yaml/emit.js";
import { keyText, type YamlNode } from "../yaml/tree.js";
import { CannotEdit } from "./change.js";

/** A variable that has another name in the copy: `item` becomes `async_job.item`. */
export interface Rename {
  readonly from: string;
  readonly to: string;
}

/** The scalars of a value, at any depth. */
export function* textsIn(node: YamlNode): Generator<string> {
  if (node.kind === "scalar") yield node.text;
  else if (node.kind === "seq") for (const item of node.items) yield* textsIn(item.value);
  else if (node.kind === "map") for (const entry of node.entries) yield* textsIn(entry.value);
}

function namesIn(text: string): readonly string[] {
  return text.includes("{") ? readNames(parseTemplate(text)).map((read) => read.root) : [];
}

/** The variables that a value's templates read. */
export function variablesIn(node: YamlNode): ReadonlySet<string> {
  return new Set([...textsIn(node)].flatMap(namesIn));
}

/**
 * A template in which a variable has another name.
 *
 * @throws CannotEdit where the variable is not simply named (`vars['item']`)
 */
export function renamed(text: string, rename: Rename): string {
  const template = parseTemplate(text);
  if (template.parts.some((part) => part.kind === "output" && !part.parsed.ok))
    throw new CannotEdit("it can't be read, so not be copied");
  const reads = readNames(template).filter((read) => read.root === rename.from);
  let out = text;
  for (const { span } of [...reads].sort((a, b) => b.span.start - a.span.start)) {
    const end = span.start + rename.from.length;
    if (text.slice(span.start, end) !== rename.from)
      throw new CannotEdit(`it reads ${rename.from} in a way that can't be copied`);
    out = out.slice(0, span.start) + rename.to + out.slice(end);
  }
  return out;
}

/** A condition, which is an expression without braces, in which a variable has another name. */
export function renamedCondition(text: string, rename: Rename): string {
  return renamed(`{{ ${text} }}`, rename).slice(3, -3);
}

/** Does a value hold a key twice, at any depth? The last one counts, and Ansible warns of the others. */
function holdsTwins(node: YamlNode): boolean {
  if (node.kind === "seq") return node.items.some(({ value }) => holdsTwins(value));
  if (node.kind !== "map") return false;
  const keys = node.entries.flatMap((entry) => keyText(entry) ?? []);
  return new Set(keys).size < keys.length || node.entries.some(({ value }) => holdsTwins(value));
}

function requireNoTwins(node: YamlNode): void {
  if (holdsTwins(node)) throw new CannotEdit("a value that has to be copied holds a key twice");
}

/**
 * A second writing of a value. What YAML 1.1 reads as true or false is written so (ansible-lint, yaml[truthy]).
 *
 * @throws CannotEdit where a key is in it twice
 */
export function writtenAgain(node: YamlNode, source: string): Emittable {
  requireNoTwins(node);
  const plain = node.kind === "scalar" && node.tag === undefined && typeof node.value === "boolean";
  return plain ? (node.value as boolean) : new Verbatim(node, source);
}

/**
 * A value for a copy of its task: as written, unless a variable has another name there.
 *
 * @throws CannotEdit where a key is in it twice, or the variable can't be given another name
 */
export function copied(node: YamlNode, source: string, rename: Rename | undefined): Emittable {
  requireNoTwins(node);
  if (rename === undefined || !variablesIn(node).has(rename.from)) return new Verbatim(node, source);
  switch (node.kind) {
    case "scalar":
      return renamed(node.text, rename);
    case "seq":
      return node.items.map((item) => copied(item.value, source, rename));
    case "map":
      return Object.fromEntries(
        node.entries.map((entry) => [keyText(entry) ?? "", copied(entry.value, source, rename)]),
      );
    case "alias":
      throw new CannotEdit("an alias can't be copied with another variable in it");
  }
}
