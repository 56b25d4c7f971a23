import type { Run, Verdicts } from "./case.js";
import type { HostOutcome, Outcome, Step } from "./outcome.js";

/**
 * Compares the two runs of a case with what it says must be equal and what must differ.
 *
 * @returns one line for each thing that is not as it must be; empty when all is
 */
export function complaints(run: Run, before: Outcome, after: Outcome): readonly string[] {
  return [
    ...verdicts("before", run.before, before),
    ...verdicts("after", run.after, after),
    ...[...before.hosts.keys()].flatMap((host) =>
      compareHost(run, host, before.hosts.get(host), after.hosts.get(host)),
    ),
    ...sayings(run, after),
    ...jobFiles(run, before, after),
  ];
}

function verdicts(when: string, wanted: Verdicts, outcome: Outcome): readonly string[] {
  const hosts = new Set([...Object.keys(wanted), ...outcome.hosts.keys()]);
  return [...hosts].flatMap((host) => {
    const found = outcome.hosts.get(host)?.verdict ?? "did not run";
    const expected = wanted[host] ?? "did not run";
    return found === expected ? [] : [`${when}, ${host}: expected ${expected}, found ${found}`];
  });
}

/** Hosts that end alike must have run the same tasks in the same order and have seen the same values. */
function compareHost(run: Run, host: string, before?: HostOutcome, after?: HostOutcome): readonly string[] {
  if (before === undefined || after === undefined || before.verdict !== after.verdict) return [];
  const known = new Set(before.steps.map(({ task }) => task));
  const old = before.steps.map(describe);
  const added = new Set(run.adds);
  const kept = after.steps
    .filter((step) => (!step.isStatus && !added.has(step.task)) || known.has(step.task))
    .map(describe);
  const tasks = run.otherTasks ? [] : difference(`${host}: tasks`, old, kept);
  if (run.says?.[host] !== undefined) return tasks;
  return [...tasks, ...difference(`${host}: values`, before.says, after.says)];
}

function describe(step: Step): string {
  return `${step.task} [${step.status}]`;
}

function difference(what: string, before: readonly string[], after: readonly string[]): readonly string[] {
  if (before.length === after.length && before.every((line, at) => line === after[at])) return [];
  return [`${what} differ:\n      before ${before.join(" | ")}\n      after  ${after.join(" | ")}`];
}

function sayings(run: Run, after: Outcome): readonly string[] {
  return Object.entries(run.says ?? {}).flatMap(([host, wanted]) =>
    difference(`after, ${host}: values`, wanted, after.hosts.get(host)?.says ?? []),
  );
}

function jobFiles(run: Run, before: Outcome, after: Outcome): readonly string[] {
  if (run.jobFiles === "any") return [];
  const [wantedBefore, wantedAfter] = run.jobFiles ?? [before.jobFiles, before.jobFiles];
  if (before.jobFiles === wantedBefore && after.jobFiles === wantedAfter) return [];
  return [
    `job files left: expected ${wantedBefore} and ${wantedAfter}, found ${before.jobFiles} and ${after.jobFiles}`,
  ];
}
