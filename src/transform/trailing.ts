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
