import { structuredPatch } from "diff";

/** One hunk of a unified diff. Line numbers count from 1. */
export interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** The lines, each with its leading ` `, `-`, `+` or `\`. */
  readonly lines: readonly string[];
}

/**
 * The hunks that turn one text into another, three lines of context around each. A carriage return stays
 * part of its line and a missing last newline is marked, so that `git apply` and `patch` restore every byte.
 */
export function hunksBetween(before: string, after: string): readonly Hunk[] {
  return structuredPatch("", "", before, after, "", "", { context: 3 }).hunks;
}

/** The name in a `---`/`+++` line: quoted as C strings are where git would quote it, else a tab after a space. */
function headerName(prefix: string, path: string): string {
  const name = prefix + path;
  // git's quote.c: control characters, the quote and the backslash force quoting.
  if (/[\u0000-\u001f"\\\u007f]/.test(name)) {
    const escaped = name.replace(/[\u0000-\u001f"\\\u007f]/g, (c) =>
      c === '"' || c === "\\" ? `\\${c}` : `\\${c.charCodeAt(0).toString(8).padStart(3, "0")}`,
    );
    return `"${escaped}"`;
  }
  // Without the tab, patch(1) ends the name at its first space.
  return name.includes(" ") ? `${name}\t` : name;
}

/**
 * The two header lines of a file's diff. The traditional form, not `diff --git`: `git apply` takes the
 * paths of the traditional form relative to the current folder, those of its own from the repository's root.
 *
 * @param path relative, with `/`
 * @param created the file is new: the old side is /dev/null
 */
export function diffHeader(path: string, created = false): string {
  return `--- ${created ? "/dev/null" : headerName("a/", path)}\n+++ ${headerName("b/", path)}\n`;
}

function range(start: number, lines: number): string {
  // A range of no lines names the line before it (POSIX diff -U).
  return lines === 1 ? `${start}` : `${start},${lines}`;
}

/**
 * @param oldStart where the hunk applies; differs from its own where earlier hunks were applied before it
 */
export function hunkHeading(hunk: Hunk, oldStart = hunk.oldStart): string {
  return `@@ -${range(oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@`;
}
