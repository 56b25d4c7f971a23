/** Something the run could not do with one path. It stops neither the other files nor the report. */
export interface Problem {
  /** Relative to the working directory, with `/`. */
  readonly path: string;
  /** From 1, where the trouble has a place in the text. */
  readonly line?: number;
  /** One line: what is wrong and what to do about it. */
  readonly message: string;
}

/** What the system's error codes mean to someone who wants their playbooks fixed. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "does not exist; check the path",
  ENOTDIR: "does not exist: a part of the path is a file; check the path",
  EACCES: "permission denied; make it accessible to this user, or leave it out with --exclude",
  EPERM: "operation not permitted for this user; check its owner and attributes",
  EISDIR: "is a folder where a file was expected",
  ELOOP: "is a symbolic link, or a loop of them; name the real file",
  ENAMETOOLONG: "has a name that is too long for this system",
  EMFILE: "too many open files; raise the limit (ulimit -n)",
  ENFILE: "too many open files on this system; try again",
  ENOSPC: "no space left on the device; make room and run again",
  EDQUOT: "the disk quota is used up; make room and run again",
  EROFS: "the file system is read-only; remount it writable, or use --dry-run",
  ESPIPE: "is not a regular file; name files or folders",
  ENXIO: "is not a regular file; name files or folders",
  EIO: "the device failed to read or write it; check the disk",
  EBUSY: "is in use; try again",
};

/** The system's code (`ENOENT`, …) of a thrown value, or "" where it has none. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}

/** One line that says why a call on a file failed. */
export function reasonOf(error: unknown): string {
  const known = REASONS[codeOf(error)];
  if (known !== undefined) return known;
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n", 1)[0] ?? message;
}
