import type { AnsibleFile } from "../ansible/model.js";
import type { ScalarValue, YamlEntry, YamlScalar } from "../yaml/tree.js";
import { CannotEdit, type Change } from "./change.js";

const CORE = "tag:yaml.org,2002:";

/** What digits in the scalar's place are read as: quotes and tags stay, and decide. */
function readAs(scalar: YamlScalar, value: number): ScalarValue {
  switch (scalar.tag) {
    case undefined:
      return scalar.style === "plain" ? value : String(value);
    case `${CORE}int`:
    case `${CORE}float`:
      return value;
    case `${CORE}bool`:
    case `${CORE}null`:
      throw new CannotEdit("its tag says that it is no number");
    default:
      return String(value);
  }
}

/**
 * Writes another whole number in a scalar's place, its quotes, tag and anchor kept.
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
  return change.rewriteScalar(file, entry, scalar, String(value), readAs(scalar, value));
}
