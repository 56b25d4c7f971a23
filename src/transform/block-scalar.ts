import { nextLineStart } from "../text/lines.js";
import type { YamlNode, YamlScalar } from "../yaml/tree.js";

/** The block scalar that a node ends in: what is put on the lines behind it may become its text. */
function lastBlockScalar(node: YamlNode): YamlScalar | undefined {
  if (node.kind === "alias") return undefined;
  if (node.kind === "scalar") return node.style === "literal" || node.style === "folded" ? node : undefined;
  const last = node.kind === "seq" ? node.items.at(-1) : node.entries.at(-1);
  return node.flow || last === undefined ? undefined : lastBlockScalar(last.value);
}

/** Is the last thing written of a node a block scalar? */
export function endsInBlockScalar(node: YamlNode): boolean {
  return lastBlockScalar(node) !== undefined;
}

/** Does a node end in a block scalar with `+`, to which blank lines behind it belong? */
export function keepsBlankLines(source: string, node: YamlNode): boolean {
  const scalar = lastBlockScalar(node);
  return scalar !== undefined && /^[|>]\d?\+/.test(source.slice(scalar.span.start, scalar.span.start + 3));
}

/** Would the line at an offset be text of the block scalar that a node ends in, were it right behind it? */
export function wouldBeText(source: string, node: YamlNode, line: number): boolean {
  const scalar = lastBlockScalar(node);
  if (scalar === undefined || line >= source.length) return false;
  const text = source.slice(line, nextLineStart(source, line));
  if (text.trim() === "") return keepsBlankLines(source, node);
  const content = /\n([ \t]*)\S/.exec(source.slice(scalar.span.start, scalar.span.end));
  return content === null || indentOf(text) >= (content[1] ?? "").length;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
