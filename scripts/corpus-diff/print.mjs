import { tally } from "./compare.mjs";

/** `12`, or `12 -> 15` where it changed. */
function change(before, after) {
  return before === after ? String(after) : `${before} -> ${after}`;
}

function printBlock(title, block) {
  return [`  ${title} at line ${block.line}`, ...block.lines.map((line) => `    ${line}`)];
}

function printFile(repository, { path, hunks, unsaid, newlySaid }) {
  return [
    `${repository}/${path}`,
    ...hunks.lost.flatMap((block) => printBlock("lost", block)),
    ...hunks.gained.flatMap((block) => printBlock("gained", block)),
    ...hunks.changed.flatMap(([old, now]) => [...printBlock("was", old), ...printBlock("is now", now)]),
    ...unsaid.map((line) => `  no longer: ${line}`),
    ...newlySaid.map((line) => `  now: ${line}`),
    "",
  ];
}

function countHunks(compared) {
  const all = compared.flatMap(({ files }) => files.map((file) => file.hunks));
  const sum = (kind) => all.reduce((count, hunks) => count + hunks[kind].length, 0);
  return `hunks: ${sum("gained")} gained, ${sum("lost")} lost, ${sum("changed")} changed`;
}

function printTally(before, after) {
  const [old, now] = [tally(before), tally(after)];
  const none = { fixed: 0, refused: 0, suppressed: 0 };
  return [...new Set([...old.keys(), ...now.keys()])].map((id) => {
    const [was, is] = [old.get(id) ?? none, now.get(id) ?? none];
    const counts = ["fixed", "refused", "suppressed"].map((kind) => `${kind} ${change(was[kind], is[kind])}`);
    return `  ${id}: ${counts.join(", ")}`;
  });
}

/**
 * @param {{name: string, reports: object[], seconds: number}} before
 * @param {{name: string, reports: object[], seconds: number}} after
 * @param {{repository: string, files: object[], errorsGone: string[], newErrors: string[]}[]} compared
 * @returns {string} what to read
 */
export function printComparison(before, after, compared) {
  const ratio = (after.seconds / before.seconds).toFixed(2);
  const lines = [
    ...compared.flatMap(({ repository, files, errorsGone, newErrors }) => [
      ...files.flatMap((file) => printFile(repository, file)),
      ...errorsGone.map((line) => `${repository}: error gone: ${line}`),
      ...newErrors.map((line) => `${repository}: new error: ${line}`),
    ]),
    `from ${before.name}`,
    `to   ${after.name}`,
    countHunks(compared),
    ...printTally(before.reports, after.reports),
    `time: ${before.seconds.toFixed(1)} s -> ${after.seconds.toFixed(1)} s (x ${ratio}), ${compared.length} repositories`,
  ];
  return `${lines.join("\n")}\n`;
}
