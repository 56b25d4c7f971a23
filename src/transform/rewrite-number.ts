import type { AnsibleFile } from "../ansible/model.js";
import { span } from "../text/span.js";
import type { YamlEntry, YamlScalar } from "../yaml/tree.js";
import { CannotEdit, type Change } from "./change.js";

const CORE = "tag:yaml.org,2002:";

/** Are digits in the scalar's place read as a number? Quotes and tags stay, and decide. */
function readAsNumber(scalar: YamlScalar): boolean {
  switch (scalar.tag) {
    case undefined:
      // A no-break space makes a plain scalar text, and stays.
      return scalar.style === "plain" && scalar.text === scalar.text.trim();
    case `${CORE}int`:
    case `${CORE}float`:
      return true;
    case `${CORE}bool`:
    case `${CORE}null`:
      throw new CannotEdit("its tag says that it is no number");
    default:
      return false;
  }
}

/**
 * Writes another whole number in a scalar's place; its quotes, tag, anchor and the white space around the
 * old number stay.
 *
 * @throws CannotEdit where the scalar can't hold one
 */
export function rewriteNumber(
  change: Change,
  file: AnsibleFile,
  entry: YamlEntry,
  scalar: YamlScalar,
  value: number,
): Change {
  const text = String(value);
  if (readAsNumber(scalar)) return change.rewriteScalar(file, entry, scalar, text, value);
  if (!scalar.text.includes("\n") && scalar.text === scalar.text.trim())
    return change.rewriteScalar(file, entry, scalar, text, text);
  const start = scalar.text.length - scalar.text.trimStart().length;
  const at = span(start, start + scalar.text.trim().length);
  return change.rewriteWithin(file, entry, scalar, [{ at, text }]);
}
