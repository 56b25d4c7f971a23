import type { FileProblem, FileResult, ReportedFinding } from "../engine/result.js";
import { oneLine } from "../text/escape.js";
import { type DiffStyle, stepDiff } from "./diff.js";
import type { Summary } from "./summary.js";

/** The diffs of one file, each transform's own, in the order in which they run. */
export function fileDiffs(file: FileResult, style: DiffStyle): string {
  if (file.status !== "changed") return "";
  return file.steps
    .map((step, i) => stepDiff(file.path, step, i === 0 && file.before === undefined, style))
    .join("");
}

/** An error as one line: file, line, what is wrong and what to do. */
export function errorLine({ path, line, message }: FileProblem): string {
  const where = line === undefined ? path : `${path}:${line}`;
  return oneLine(`error: ${where}: ${message}`);
}

/** Every refusal, a line each. */
export function refusalLines(files: readonly FileResult[]): string {
  return files
    .flatMap((file) =>
      file.findings
        .filter((finding) => finding.outcome === "refused")
        .map((finding) => `${refusalLine(file.path, finding)}\n`),
    )
    .join("");
}

function refusalLine(path: string, finding: ReportedFinding): string {
  return oneLine(
    `refused: ${path}:${finding.line}: ${finding.transform}: ${finding.task}: ${finding.message}: ${finding.reason ?? ""}`,
  );
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

interface Group {
  readonly transform: string;
  readonly why: string;
  readonly first: string;
  count: number;
}

/** The refusals, those of one kind counted together. */
function refusalGroups(files: readonly FileResult[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const file of files) {
    for (const finding of file.findings) {
      if (finding.outcome !== "refused") continue;
      const why = finding.because ?? finding.reason ?? "";
      const key = `${finding.transform}\n${why}`;
      const group = groups.get(key);
      if (group === undefined)
        groups.set(key, {
          transform: finding.transform,
          why,
          first: `${file.path}:${finding.line}`,
          count: 1,
        });
      else group.count++;
    }
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

/** How many groups of refusals the tally names; `-v` lists every refusal. */
const GROUPS_SHOWN = 8;

/** The last lines on standard error: what was found, what was refused and why, and what to do next. */
export function tally(summary: Summary, files: readonly FileResult[], next: string | undefined): string {
  const groups = refusalGroups(files);
  const lines = groups
    .slice(0, GROUPS_SHOWN)
    .map(({ transform, why, first, count }) =>
      oneLine(`refused ${count}: ${transform}: ${why} (${count === 1 ? "" : "first: "}${first})`),
    );
  if (groups.length > GROUPS_SHOWN)
    lines.push(`… and ${plural(groups.length - GROUPS_SHOWN, "more reason")}: -v lists every refusal`);
  lines.push(
    `${plural(summary.scanned, "file")} scanned, ${summary.changed} changed, ${plural(summary.tasks, "async task")}, ` +
      `${summary.fixed} fixed, ${summary.refused} refused, ${plural(summary.errors, "error")}`,
  );
  const polled = files.reduce((sum, file) => sum + file.polled, 0);
  if (polled > 0)
    lines.push(`${plural(polled, "task")} with poll above 0: Ansible waits for them and checks them itself`);
  if (next !== undefined) lines.push(next);
  return `${lines.join("\n")}\n`;
}
