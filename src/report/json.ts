import type { FileProblem, FileResult, ReportedFinding } from "../engine/result.js";
import { wholeDiff } from "./diff.js";
import type { Report } from "./summary.js";

function findingOf(finding: ReportedFinding): object {
  const { taskLine, because: _, ...rest } = finding;
  return { ...rest, task_line: taskLine };
}

function fileOf(file: FileResult): object {
  const { path, status } = file;
  const diff = status === "changed" ? { diff: wholeDiff(file) } : {};
  return { path, status, findings: file.findings.map(findingOf), ...diff };
}

function errorOf({ path, line, message }: FileProblem): object {
  return { path, ...(line === undefined ? {} : { line }), message };
}

/** The report as schema/report.schema.json describes it, two blanks of indentation, ending in a newline. */
export function jsonReport(report: Report): string {
  const { elapsed, ...counts } = report.summary;
  const document = {
    version: report.version,
    summary: { ...counts, elapsed_ms: Math.round(elapsed) },
    files: report.files.map(fileOf),
    errors: report.errors.map(errorOf),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
