import type { Read } from "../ansible/project.js";
import type { Delta } from "../transform/delta.js";
import { expectedShape } from "../transform/expected-shape.js";
import { firstDifference, type Shape, shapeOf } from "../yaml/shape.js";
import type { YamlFile, YamlNode } from "../yaml/tree.js";

function actualShape(root: YamlNode | undefined): Shape | undefined {
  return root === undefined ? undefined : shapeOf(root, { anchors: true });
}

/**
 * Comments are never edited: those of the old text must all be there, in order. In a task that is written anew
 * they move with what they speak of.
 */
function lostComment(before: YamlFile, after: YamlFile, anyOrder: boolean): string | undefined {
  if (anyOrder) return missingComment(before, after);
  let at = 0;
  for (const comment of before.comments) {
    while (at < after.comments.length && after.comments[at]?.text !== comment.text) at++;
    if (at === after.comments.length) return comment.text;
    at++;
  }
  return undefined;
}

function missingComment(before: YamlFile, after: YamlFile): string | undefined {
  const left = new Map<string, number>();
  for (const { text } of after.comments) left.set(text, (left.get(text) ?? 0) + 1);
  return before.comments.find(({ text }) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count === 0;
  })?.text;
}

/**
 * Proves that a changed file differs from the old one by the declared deltas and by nothing else.
 *
 * @param before the tree whose nodes the deltas name
 * @returns why it does not; undefined when it does
 */
export function verify(
  before: YamlFile,
  after: Read | undefined,
  deltas: readonly Delta[],
): string | undefined {
  if (after?.ok !== true) return `the result can't be read: ${after?.problem.message ?? "it is gone"}`;
  const { yaml } = after.file;
  if (yaml.documents.length !== before.documents.length) return "the result has another number of documents";
  for (const [index, document] of before.documents.entries()) {
    const expected = document.root === undefined ? undefined : expectedShape(document.root, deltas);
    const actual = actualShape(yaml.documents[index]?.root);
    if (expected === undefined || actual === undefined) {
      if (expected !== actual) return "a document has become empty or is no longer so";
      continue;
    }
    const difference = firstDifference(expected, actual);
    if (difference !== undefined) return `the result differs by more than the fix declares, at ${difference}`;
  }
  const rewritten = deltas.some(({ op }) => op === "replace");
  const lost = lostComment(before, yaml, rewritten);
  return lost === undefined ? undefined : `the comment "${lost}" would be lost`;
}
