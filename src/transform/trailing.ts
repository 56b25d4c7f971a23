import type { AnsibleFile } from "../ansible/model.js";
import type { Comment } from "../yaml/tree.js";

/** The comment that follows an offset on the same line. */
export function trailingComment(file: AnsibleFile, offset: number): Comment | undefined {
  return file.yaml.comments.find(
    ({ span }) => span.start >= offset && !file.source.slice(offset, span.start).includes("\n"),
  );
}
