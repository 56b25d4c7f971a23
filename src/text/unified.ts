import { structuredPatch } from "diff";
import { type LineChange, lineChanges } from "./line-diff.js";

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
  const exact = structuredPatch("", "", before, after, "", "", {
    context: CONTEXT,
    maxEditLength: MAX_EXACT,
  });
  if (exact !== undefined) return exact.hunks;
  const old = linesOf(before);
  const now = linesOf(after);
  return grouped(lineChanges(old, now)).map((changes) => hunkOf(old, now, changes));
}

/** Lines changed up to which the shortest diff is affordable: about 50 ms. Its time grows with their square. */
const MAX_EXACT = 500;
/** Lines of context around a change, as `diff -u` has it. */
const CONTEXT = 3;

/** The lines, each with its line feed; only the last may have none. */
function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  let start = 0;
  for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
    lines.push(text.slice(start, end + 1));
    start = end + 1;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

/** Changes whose contexts touch share a hunk. */
function grouped(changes: readonly LineChange[]): readonly (readonly LineChange[])[] {
  const groups: LineChange[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const change of changes) {
    if (change.oldStart - end <= 2 * CONTEXT) groups.at(-1)?.push(change);
    else groups.push([change]);
    end = change.oldEnd;
  }
  return groups;
}

function hunkOf(old: readonly string[], now: readonly string[], changes: readonly LineChange[]): Hunk {
  const first = changes[0]?.oldStart ?? 0;
  const oldStart = Math.max(0, first - CONTEXT);
  const newStart = (changes[0]?.newStart ?? 0) - (first - oldStart);
  const oldEnd = Math.min(old.length, (changes.at(-1)?.oldEnd ?? 0) + CONTEXT);
  const lines: string[] = [];
  const put = (mark: string, from: readonly string[], start: number, end: number): void => {
    for (const line of from.slice(start, end)) {
      if (line.endsWith("\n")) lines.push(mark + line.slice(0, -1));
      else lines.push(mark + line, "\\ No newline at end of file");
    }
  };
  let at = oldStart;
  let added = 0;
  for (const change of changes) {
    put(" ", old, at, change.oldStart);
    put("-", old, change.oldStart, change.oldEnd);
    put("+", now, change.newStart, change.newEnd);
    at = change.oldEnd;
    added += change.newEnd - change.newStart - (change.oldEnd - change.oldStart);
  }
  put(" ", old, at, oldEnd);
  const oldLines = oldEnd - oldStart;
  return { oldStart: oldStart + 1, oldLines, newStart: newStart + 1, newLines: oldLines + added, lines };
}

/** The same change without the lines around it, as `diff -U0` has it: a hunk for each run of changed lines. */
export function withoutContext(hunk: Hunk): readonly Hunk[] {
  const runs: Hunk[] = [];
  let run: string[] = [];
  let oldLine = hunk.oldStart;
  let newLine = hunk.newStart;
  const close = (): void => {
    const oldLines = run.filter((line) => line.startsWith("-")).length;
    const newLines = run.filter((line) => line.startsWith("+")).length;
    if (run.length > 0)
      runs.push({
        oldStart: oldLine - oldLines,
        oldLines,
        newStart: newLine - newLines,
        newLines,
        lines: run,
      });
    run = [];
  };
  let kept = false;
  for (const line of hunk.lines) {
    if (line.startsWith("\\")) {
      if (!kept) run.push(line);
      continue;
    }
    kept = line.startsWith(" ");
    if (kept) close();
    else run.push(line);
    if (!line.startsWith("+")) oldLine++;
    if (!line.startsWith("-")) newLine++;
  }
  close();
  return runs;
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
  if (lines === 0) return `${start - 1},0`;
  return lines === 1 ? `${start}` : `${start},${lines}`;
}

/**
 * @param oldStart where the hunk applies; differs from its own where earlier hunks were applied before it
 */
export function hunkHeading(hunk: Hunk, oldStart = hunk.oldStart): string {
  return `@@ -${range(oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@`;
}
