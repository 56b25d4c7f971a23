import type { FileResult } from "../engine/result.js";
import { diffLine } from "../text/escape.js";
import { diffHeader, hunkHeading, hunksBetween } from "../text/unified.js";
import { codeBlock } from "./markdown-escape.js";

/** What a diff may hold of a file with secrets: Ansible itself prints nothing of a no_log task. */
function mayShowContext(file: FileResult): boolean {
  return !`${file.before ?? ""}${file.after}`.includes("no_log");
}

/** A file's diff, line by line; only what changes where a task has no_log. */
function linesOf(file: FileResult): readonly string[] {
  const context = mayShowContext(file);
  const lines = diffHeader(file.path, file.before === undefined)
    .trimEnd()
    .split("\n");
  for (const hunk of hunksBetween(file.before ?? "", file.after)) {
    lines.push(hunkHeading(hunk));
    for (const line of hunk.lines) {
      if (context || !line.startsWith(" "))
        lines.push(diffLine(line.endsWith("\r") ? line.slice(0, -1) : line));
    }
  }
  return lines;
}

/**
 * The diffs of all changed files, folded, as many whole files as fit.
 *
 * @param room UTF-16 units
 * @returns "" where not even one fits
 */
export function diffFold(files: readonly FileResult[], room: number): string {
  const changed = files.filter((file) => file.status === "changed");
  const shown: string[] = [];
  let text = "";
  for (const [index, file] of changed.entries()) {
    shown.push(...linesOf(file));
    const rest = changed.length - index - 1;
    const longer = fold(shown, rest);
    if (longer.length > room) break;
    text = longer;
  }
  return text;
}

function fold(lines: readonly string[], rest: number): string {
  const more = rest === 0 ? "" : `\nAnd ${rest} more file${rest === 1 ? "" : "s"}.\n`;
  return `<details>\n<summary>The changes as a diff</summary>\n\n${codeBlock("diff", lines)}\n${more}\n</details>\n`;
}
