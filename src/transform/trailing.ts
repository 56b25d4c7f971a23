import type { AnsibleFile } from "../ansible/model.js";
import { firstIndex } from "../text/bisect.js";
import { nextLineStart } from "../text/lines.js";
import type { Comment } from "../yaml/tree.js";

/** The comment that follows an offset on the same line. */
export function trailingComment(file: AnsibleFile, offset: number): Comment | undefined {
  const { comments } = file.yaml;
  const next = comments[firstIndex(comments.length, (index) => (comments[index]?.span.start ?? 0) >= offset)];
  return next === undefined || next.span.start >= nextLineStart(file.source, offset) ? undefined : next;
}

/**
 * What to say of a comment behind a value that was changed, when it may state the old one (`# 1 hour`): such a
 * comment is never rewritten. Empty where there is none.
 *
 * @param end UTF-16 offset at which the value ends
 */
export function staleNote(file: AnsibleFile, end: number): string {
  const text = trailingComment(file, end)?.text ?? "";
  const states = /\d|hour|minute|second|day|min\b|sec\b|hr/i.test(text) && !text.includes("async-fix:");
  return states ? `; the comment "${text}" may state the old value` : "";
}
