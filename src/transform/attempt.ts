import { CannotEdit, Change } from "./change.js";
import type { Finding, Safety } from "./types.js";

/**
 * What comes of an edit: its fix or, where it can't be made losslessly, the refusal that says why.
 *
 * @param edit adds the edits of the fix to a change; a CannotEdit that it throws is the refusal
 * @param refusal what to say around the reason
 */
export function attempt(
  safety: Safety,
  edit: (change: Change) => void,
  refusal: (why: string) => string = (why) => why,
): Finding["outcome"] {
  const change = new Change();
  try {
    edit(change);
    return { fix: change.fix(safety) };
  } catch (error) {
    if (!(error instanceof CannotEdit)) throw error;
    return { refused: refusal(error.message) };
  }
}
