import { lineEnding } from "../text/lines.js";
import type { Span } from "../text/span.js";
import { mapScalar } from "./mapping.js";
import { parseYaml } from "./parse.js";
import { isScalar, isSeq, type ScalarValue, type YamlScalar } from "./tree.js";

/** A part of a scalar's text and what is to stand there. */
export interface TextSplice {
  /** UTF-16 offsets into the scalar's text. */
  readonly at: Span;
  readonly text: string;
}

export interface SplicedScalar {
  /** Splices of the source, in order. */
  readonly edits: readonly TextSplice[];
  /** The scalar's text afterwards, and what it is then read as. */
  readonly text: string;
  readonly value: ScalarValue;
}

/**
 * Splices parts of a scalar's text where they are written: in quotes, over folded lines, or in a block
 * scalar, whose lines are deleted whole. The result is read again, and refused when it is not the text that
 * was meant.
 *
 * @param splices in order, not overlapping; a new text may have several lines only in a literal block
 * @returns undefined where it can't be done losslessly
 */
export function spliceScalar(
  scalar: YamlScalar,
  source: string,
  splices: readonly TextSplice[],
): SplicedScalar | undefined {
  const map = mapScalar(scalar, source);
  if (map === undefined) return undefined;
  const edits: TextSplice[] = [];
  let [text, done] = ["", 0];
  let [written, from] = ["", scalar.span.start];
  for (const splice of splices) {
    const at = map.spanOf(splice.at);
    const inserted = writtenAs(splice.text, scalar, source);
    if (at === undefined || inserted === undefined || at.start < from) return undefined;
    edits.push({ at, text: inserted });
    text += scalar.text.slice(done, splice.at.start) + splice.text;
    done = splice.at.end;
    written += source.slice(from, at.start) + inserted;
    from = at.end;
  }
  text += scalar.text.slice(done);
  written += source.slice(from, scalar.span.end);
  const again = readAgain(written);
  return again?.text === text && again.style === scalar.style
    ? { edits, text, value: scalar.tag === undefined ? again.value : text }
    : undefined;
}

/** Text as it is written within a scalar of this style; undefined where it can't be. */
function writtenAs(text: string, scalar: YamlScalar, source: string): string | undefined {
  switch (scalar.style) {
    case "double":
      return JSON.stringify(text).slice(1, -1);
    case "single":
      return text.includes("\n") ? undefined : text.replaceAll("'", "''");
    case "literal": {
      const indent = /\n( +)[^ \r\n]/.exec(source.slice(scalar.span.start, scalar.span.end))?.[1] ?? "";
      return text.replaceAll("\n", `${lineEnding(source)}${indent}`);
    }
    default:
      return text.includes("\n") ? undefined : text;
  }
}

/** A scalar by itself. As an item of a list at the margin any indentation is deep enough. */
function readAgain(written: string): YamlScalar | undefined {
  const parsed = parseYaml(`- ${written}`);
  const root = parsed.ok && parsed.file.documents.length === 1 ? parsed.file.documents[0]?.root : undefined;
  const item = isSeq(root) && root.items.length === 1 ? root.items[0]?.value : undefined;
  return isScalar(item) && item.span.end === 2 + written.length ? item : undefined;
}
