import type { FileResult, Step } from "../engine/result.js";
import { diffLine, oneLine } from "../text/escape.js";
import { diffHeader, type Hunk, hunkHeading, hunksBetween, withoutContext } from "../text/unified.js";

/** How a diff is shown: for files and programs as it is, for a terminal escaped and perhaps coloured. */
export interface DiffStyle {
  /** Control characters are made visible: the output goes to a terminal, not to `git apply`. */
  readonly escape: boolean;
  readonly paint: Paint;
}

export interface Paint {
  readonly note: (text: string) => string;
  readonly header: (text: string) => string;
  readonly hunk: (text: string) => string;
  readonly added: (text: string) => string;
  readonly removed: (text: string) => string;
}

function plain(text: string): string {
  return text;
}

export const NO_PAINT: Paint = { note: plain, header: plain, hunk: plain, added: plain, removed: plain };
export const PLAIN_STYLE: DiffStyle = { escape: false, paint: NO_PAINT };

function paintLine(line: string, style: DiffStyle): string {
  const shown = style.escape ? diffLine(line) : line;
  if (line.startsWith("+")) return style.paint.added(shown);
  return line.startsWith("-") ? style.paint.removed(shown) : shown;
}

/** For each hunk the notes that belong to it: of the fixes whose first edit is before the next hunk's lines. */
function notesByHunk(hunks: readonly Hunk[], step: Step): readonly (readonly string[])[] {
  const notes = [...step.notes].sort((a, b) => a.line - b.line);
  let at = 0;
  return hunks.map((_, index) => {
    const next = hunks[index + 1]?.oldStart ?? Number.MAX_SAFE_INTEGER;
    const from = at;
    while ((notes[at]?.line ?? Number.MAX_SAFE_INTEGER) < next) at++;
    return notes.slice(from, at).map(({ text }) => text);
  });
}

/**
 * One transform's diff of one file. Each hunk stands by itself behind the notes that explain it, under a
 * header of its own: `git apply` and `patch` take text between files, not between hunks. They apply the
 * parts in turn, so the old side of each counts lines as the parts before it leave them.
 *
 * @param creates the file is new: there is nothing that the step starts from
 */
export function stepDiff(path: string, step: Step, creates: boolean, style: DiffStyle): string {
  const hunks = hunksBetween(step.before, step.after);
  const { paint } = style;
  let out = "";
  const notes = notesByHunk(hunks, step);
  for (const [index, hunk] of hunks.entries()) {
    for (const note of notes[index] ?? []) out += `${paint.note(oneLine(`# ${step.transform}: ${note}`))}\n`;
    const header = diffHeader(path, creates);
    out += header
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => `${paint.header(style.escape ? oneLine(line) : line)}\n`)
      .join("");
    out += `${paint.hunk(hunkHeading(hunk, hunk.newStart))}\n`;
    for (const line of hunk.lines) out += `${paintLine(line, style)}\n`;
  }
  return out;
}

/** May what stands beside a change be shown? Not in a file with secrets: Ansible itself prints nothing of a no_log task. */
function mayShowContext({ before, after }: FileResult): boolean {
  return !`${before ?? ""}${after}`.includes("no_log");
}

/**
 * One diff of everything that happens to a file, as `diff -u` would print it, or where a task has no_log
 * `diff -U0`.
 */
export function wholeDiff(file: FileResult): string {
  const full = hunksBetween(file.before ?? "", file.after);
  const hunks = mayShowContext(file) ? full : full.flatMap(withoutContext);
  const parts = hunks.map((hunk) => `${hunkHeading(hunk)}\n${hunk.lines.join("\n")}\n`);
  return diffHeader(file.path, file.before === undefined) + parts.join("");
}
