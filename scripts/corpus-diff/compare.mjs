import { blocksOf, compareBlocks } from "./blocks.mjs";

/** What a finding is, wherever the line it stands on may have gone: used to tell new ones from old ones. */
function findingLine({ transform, line, outcome, message, reason }) {
  return `${line}: ${transform}: ${outcome}: ${message}${reason === undefined ? "" : `: ${reason}`}`;
}

/** Those of `a` that `b` does not have, as often as they are there. */
function without(a, b) {
  const left = [...b];
  return a.filter((each) => {
    const at = left.indexOf(each);
    if (at === -1) return true;
    left.splice(at, 1);
    return false;
  });
}

function filesOf(report) {
  return new Map((report?.files ?? []).map((file) => [file.path, file]));
}

/** Refusals, and what else is said without a hunk to show it. */
function said(file) {
  return (file?.findings ?? []).filter(({ outcome }) => outcome !== "fixed").map(findingLine);
}

/**
 * What the tool does otherwise to one repository.
 *
 * @param {object} before the JSON report of the old state
 * @param {object} after that of the new one
 * @returns the files in which something differs, and the errors that came and went
 */
export function compareReports(before, after) {
  const [old, now] = [filesOf(before), filesOf(after)];
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort();
  const files = paths.flatMap((path) => {
    const [was, is] = [old.get(path), now.get(path)];
    const hunks = compareBlocks(blocksOf(was?.diff ?? ""), blocksOf(is?.diff ?? ""));
    const unsaid = without(said(was), said(is));
    const newlySaid = without(said(is), said(was));
    const same = [hunks.lost, hunks.gained, hunks.changed, unsaid, newlySaid].every(
      (list) => list.length === 0,
    );
    return same ? [] : [{ path, hunks, unsaid, newlySaid }];
  });
  const errors = (report) =>
    (report?.errors ?? []).map(({ path, line, message }) => `${path}:${line ?? ""}: ${message}`);
  return {
    files,
    errorsGone: without(errors(before), errors(after)),
    newErrors: without(errors(after), errors(before)),
  };
}

/**
 * How many findings of each outcome a transform has.
 *
 * @param {object[]} reports of all repositories
 * @returns {Map<string, {fixed: number, refused: number, suppressed: number}>}
 */
export function tally(reports) {
  const counts = new Map();
  for (const report of reports) {
    for (const finding of (report?.files ?? []).flatMap((file) => file.findings)) {
      const count = counts.get(finding.transform) ?? { fixed: 0, refused: 0, suppressed: 0 };
      count[finding.outcome]++;
      counts.set(finding.transform, count);
    }
  }
  return counts;
}
