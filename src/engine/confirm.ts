import { parseYaml } from "../yaml/parse.js";
import { secondReading } from "../yaml/second-reader.js";
import { firstDifference, type Shape, shapeOf } from "../yaml/shape.js";
import type { FileResult } from "./result.js";

function ownReading(text: string): readonly (Shape | undefined)[] | undefined {
  const parsed = parseYaml(text);
  if (!parsed.ok) return undefined;
  return parsed.file.documents.map(({ root }) =>
    root === undefined ? undefined : shapeOf(root, { anchors: true }),
  );
}

/** Where the two readers differ; undefined where they agree. */
function disagreement(text: string): string | undefined {
  const own = ownReading(text);
  const second = secondReading(text);
  if (own === undefined || second === undefined || own.length !== second.length) return "as a whole";
  for (const [index, shape] of own.entries()) {
    const other = second[index];
    if (shape === undefined || other === undefined) {
      if (shape !== other) return `in document ${index + 1}`;
      continue;
    }
    const difference = firstDifference(shape, other);
    if (difference !== undefined) return `at ${difference}`;
  }
  return undefined;
}

/**
 * The last check before files are written: a reader that shares no code with ours has to read each result as
 * we do, wherever it read the old text so (see yaml/second-reader.ts).
 *
 * @returns for each file that fails, why it must not be written
 */
export function unconfirmed(files: readonly FileResult[]): ReadonlyMap<string, string> {
  const failed = new Map<string, string>();
  for (const { path, status, before, after } of files) {
    if (status !== "changed" || !/\.ya?ml$/.test(path)) continue;
    const where = disagreement(after);
    if (where === undefined || (before !== undefined && disagreement(before) !== undefined)) continue;
    failed.set(
      path,
      `a second YAML reader reads the result otherwise (${where}); the file is left as it is, please report this`,
    );
  }
  return failed;
}
