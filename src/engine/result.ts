import type { Safety } from "../transform/types.js";

/** What became of a finding. */
export type Outcome = "fixed" | "refused" | "suppressed";

/** A finding as reports show it: plain data, in terms of the file as it was read. Lines and columns count from 1. */
export interface ReportedFinding {
  readonly transform: string;
  readonly line: number;
  readonly column: number;
  readonly task: string;
  readonly taskLine: number;
  readonly message: string;
  readonly safety: Safety;
  readonly outcome: Outcome;
  readonly reason?: string;
  /** Refusals of one kind, for tallies. */
  readonly because?: string;
  readonly old?: string;
  readonly new?: string;
}

/** What one fix does in a file, and why: printed above its hunk. */
export interface Note {
  /** The line of the fix's first edit, in the text before the step. */
  readonly line: number;
  readonly text: string;
}

/** What one transform did to one file. */
export interface Step {
  readonly transform: string;
  readonly before: string;
  readonly after: string;
  readonly notes: readonly Note[];
}

export interface FileResult {
  readonly path: string;
  readonly status: "changed" | "unchanged" | "skipped" | "error";
  readonly findings: readonly ReportedFinding[];
  readonly steps: readonly Step[];
  /** The text as read and as it is to be; equal unless `changed`. For a new file `before` is undefined. */
  readonly before: string | undefined;
  readonly after: string;
  /** How many tasks of the file have `async`. */
  readonly tasks: number;
  /** How many of them Ansible itself waits for and checks. */
  readonly polled: number;
}

/** A file that could not be read, parsed, verified or written. */
export interface FileProblem {
  readonly path: string;
  readonly line?: number;
  readonly message: string;
}

export interface RunResult {
  readonly files: readonly FileResult[];
  readonly problems: readonly FileProblem[];
}
