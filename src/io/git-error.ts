/** git could not answer. The message is one line that says why and what to do. */
export class GitError extends Error {
  override readonly name = "GitError";
}
