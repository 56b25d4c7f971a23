import type { FileProblem, FileResult, ReportedFinding } from "../engine/result.js";

/** What a run comes to, for all formats. */
export interface Report {
  readonly version: string;
  readonly summary: Summary;
  readonly files: readonly FileResult[];
  readonly errors: readonly FileProblem[];
}

export interface Summary {
  readonly scanned: number;
  readonly candidates: number;
  readonly changed: number;
  readonly tasks: number;
  readonly findings: number;
  readonly fixed: number;
  readonly refused: number;
  readonly errors: number;
  /** Milliseconds. */
  readonly elapsed: number;
}

/** @param measured what the run itself can't know: files looked at, and the milliseconds it took */
export function summarize(
  files: readonly FileResult[],
  errors: readonly FileProblem[],
  measured: { readonly scanned: number; readonly candidates: number; readonly elapsed: number },
): Summary {
  const findings = files.flatMap((file) => file.findings);
  const count = (outcome: ReportedFinding["outcome"]): number =>
    findings.filter((each) => each.outcome === outcome).length;
  return {
    ...measured,
    changed: files.filter((file) => file.status === "changed").length,
    tasks: files.reduce((sum, file) => sum + file.tasks, 0),
    findings: findings.length,
    fixed: count("fixed"),
    refused: count("refused"),
    errors: errors.length,
  };
}
