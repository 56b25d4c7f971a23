import type { Project } from "../ansible/project.js";
import { LineIndex } from "../text/span.js";
import type { FileEdit, Finding, Transform } from "../transform/types.js";
import { OffsetHistory } from "./origin.js";
import type { Note, Outcome, ReportedFinding, Step } from "./result.js";

/** What a run has done to one file so far. */
export class FileState {
  readonly findings: ReportedFinding[] = [];
  readonly steps: Step[] = [];
  readonly #history = new OffsetHistory();
  readonly #lines: LineIndex;

  constructor(
    readonly path: string,
    /** The text as it was read; undefined for a file that a fix creates. */
    readonly before: string | undefined,
  ) {
    this.#lines = new LineIndex(before ?? "");
  }

  /**
   * Adds a finding, in terms of the text as it was read. A fix takes the place of an earlier refusal: what
   * stood in its way is gone.
   */
  report(transform: Transform, finding: Finding, outcome: Outcome, reason: string | undefined): void {
    const where = this.#lines.position(this.#history.original(finding.at.start));
    const task = this.#lines.position(this.#history.original(finding.task.span.start));
    const because = "refused" in finding.outcome ? finding.outcome.because : undefined;
    const refused = this.findings.findIndex(
      (each) =>
        each.outcome === "refused" &&
        each.transform === transform.id &&
        each.line === where.line &&
        each.column === where.column,
    );
    if (outcome === "fixed" && refused !== -1) this.findings.splice(refused, 1);
    this.findings.push({
      transform: transform.id,
      line: where.line,
      column: where.column,
      task: finding.task.label,
      taskLine: task.line,
      message: finding.message,
      safety: finding.safety,
      outcome,
      ...(reason === undefined ? {} : { reason }),
      ...(because === undefined ? {} : { because }),
      ...(finding.old === undefined ? {} : { old: finding.old }),
      ...(finding.new === undefined ? {} : { new: finding.new }),
    });
  }

  /** Where a finding is, for people: file and line of its task as it was read. */
  placeOf(finding: Finding): string {
    return `${this.path}:${this.#lines.position(this.#history.original(finding.task.span.start)).line}`;
  }

  step(
    transform: Transform,
    before: string,
    after: string,
    edits: readonly FileEdit[],
    notes: readonly Note[],
  ): void {
    this.steps.push({ transform: transform.id, before, after, notes });
    this.#history.record(edits);
  }
}

/** The states of all files that a run has touched or looked at, in the order in which they came up. */
export class RunState {
  readonly files = new Map<string, FileState>();

  constructor(readonly project: Project) {}

  /** The files that fixes have added. */
  get created(): readonly string[] {
    return [...this.files.values()].filter((file) => file.before === undefined).map((file) => file.path);
  }

  of(path: string): FileState {
    let state = this.files.get(path);
    if (state === undefined) {
      state = new FileState(path, this.project.source.read(path));
      this.files.set(path, state);
    }
    return state;
  }
}
