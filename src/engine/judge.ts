import { isSuppressed } from "../ansible/directives.js";
import type { Project } from "../ansible/project.js";
import type { Finding, Fix, Transform } from "../transform/types.js";
import type { Outcome } from "./result.js";

export interface Verdict {
  readonly outcome: Outcome;
  readonly reason?: string;
}

/**
 * What is to become of a finding, other fixes aside.
 *
 * @param frozen the files that this run leaves alone, by path
 */
export function judge(
  transform: Transform,
  finding: Finding,
  project: Project,
  safeOnly: boolean,
  frozen: ReadonlyMap<string, unknown>,
): Verdict {
  const { outcome } = finding;
  if (isSuppressed(finding.task, transform.id)) return { outcome: "suppressed" };
  if ("refused" in outcome) return { outcome: "refused", reason: outcome.refused };
  if (safeOnly && outcome.fix.safety === "unsafe")
    return { outcome: "refused", reason: "the fix is unsafe, and --safe was asked for" };
  for (const path of filesOf(outcome.fix)) {
    if (frozen.has(path)) return { outcome: "refused", reason: `${path} could not be changed` };
    // A file that this run has added says so of itself, and is not edited.
    const added = outcome.fix.creates.some((file) => file.path === path);
    if (!added && project.file(path)?.ignored === true)
      return { outcome: "refused", reason: `${path} says # async-fix: ignore-file` };
  }
  return { outcome: "fixed" };
}

/** The files that a fix changes or adds. */
export function filesOf(fix: Fix): readonly string[] {
  return [...new Set([...fix.edits.map((edit) => edit.file), ...fix.creates.map((file) => file.path)])];
}
