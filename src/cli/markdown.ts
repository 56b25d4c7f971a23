import { markdownReport } from "../report/markdown.js";
import type { Report } from "../report/summary.js";
import { transformNotes } from "./transform-notes.js";

/** UTF-16 units: what GitHub takes as a comment. A job's summary could have 1 MiB. */
const LIMIT = 65_000;

/** `--format markdown`: the text that `async-fix pr` puts into a pull request. */
export function markdownOutput(report: Report): string {
  return markdownReport(report, { notesOf: transformNotes(), limit: LIMIT });
}
