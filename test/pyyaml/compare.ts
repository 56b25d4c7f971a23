import { parseYaml } from "../../src/yaml/parse.js";
import type { Answer } from "./reader.js";
import { difference, treeOf } from "./tree.js";

/**
 * Compares what we read with what PyYAML reads.
 *
 * @returns how they differ; undefined where both refuse the text or both read the same trees
 */
export function disagreement(text: string, answer: Answer): string | undefined {
  const parsed = parseYaml(text);
  if (!parsed.ok) return "error" in answer ? undefined : `refused here: ${parsed.problem.message}`;
  if ("error" in answer) return `read here; PyYAML: ${answer.error}`;
  const { documents } = parsed.file;
  if (documents.length !== answer.documents.length)
    return `${documents.length} documents here, to PyYAML ${answer.documents.length}`;
  for (const [i, document] of documents.entries()) {
    const theirs = answer.documents[i];
    const found = theirs === undefined ? "no document" : difference(treeOf(document, text), theirs);
    if (found !== undefined) return found;
  }
  return undefined;
}
