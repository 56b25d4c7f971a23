import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ReportedFinding, RunResult } from "../../src/engine/result.js";
import { runTransforms } from "../../src/engine/run.js";
import { Project } from "../../src/index.js";
import { BUILTIN_KNOWLEDGE } from "../../src/runtime/knowledge.js";
import { normalizePoll } from "../../transforms/normalize-poll.js";
import { raiseAsync } from "../../transforms/raise-async.js";
import { corpusFolder, corpusSource, type Label, readLabels } from "../support/corpus.js";
import { SHARED } from "../support/shared.js";

/** Longer than anything: every task that can be raised is. In seconds. */
const HOURS_1000 = 3_600_000;
/** A run over all repositories takes seconds, on a loaded machine more. */
const PATIENCE = 300_000;

/**
 * Tasks whose `async` we raise and a careful engineer would not. All three are right to be raised by what the
 * tasks say; the reason not to stands elsewhere, and `# async-fix: ignore` says it.
 */
const RAISED_AGAINST_THE_LABELS: ReadonlyMap<string, string> = new Map([
  [
    "Azure+sap-automation-qa/src/roles/ha_db_hana/tasks/sbd-fencing.yml:46",
    "kill -9 of a process id: that the watchdog then resets the host only the file's name says",
  ],
  [
    "ansible+ansible/test/integration/targets/win_async_wrapper/tasks/main.yml:99",
    "a test of the time-out by an argument of the test's own module (sleep_delay_sec: 5)",
  ],
  [
    "Alfresco+alfresco-ansible-deployment/playbooks/tasks/check_port.yml:17",
    "a listener of the role's own module that is meant to live for 10 s; a comment at the top of the file says so",
  ],
]);

/** Tasks whose `poll` we leave alone although a careful engineer would set it: what they run is in other files. */
const LEFT_ALONE: ReadonlyMap<string, string> = new Map([
  [
    "redhat-cop+agnosticd/ansible/roles/host-ocp4-assisted-installer/tasks/main.yaml:477",
    "rhpds.assisted_installer is nobody's well-known collection; the label itself calls the category arguable",
  ],
  [
    "ministryofjustice+modernisation-platform-configuration-management/ansible/roles/oracle-recovery-catalog/tasks/catalog_db_setup.yml:26",
    "calls a script of the role's own: that it is sqlplus and rman stands in templates/",
  ],
]);

function run(repository: string, expected: number | undefined): RunResult {
  return runTransforms(corpusSource(repository), {
    transforms: [raiseAsync, normalizePoll],
    options: { runtime: { ...BUILTIN_KNOWLEDGE, expected }, place: "end", targetCore: [2, 14] },
    safeOnly: false,
  });
}

function nameOf({ repo, file, line }: Label): string {
  return `${repo}/${file}:${line}`;
}

/** What each label's task gets from one of the transforms, by the label's name. */
function outcomes(transform: string, expected: number | undefined): ReadonlyMap<string, ReportedFinding> {
  const found = new Map<string, ReportedFinding>();
  for (const repo of new Set(labels.map((label) => label.repo))) {
    for (const { path, findings } of run(join(corpusFolder(SHARED ?? ""), repo), expected).files)
      for (const finding of findings)
        if (finding.transform === transform) found.set(`${repo}/${path}:${finding.taskLine}`, finding);
  }
  return found;
}

/** In the labels' words, where the number was raised or why it was not. */
function raiseOf(finding: ReportedFinding | undefined): string {
  if (finding === undefined) return "n/a";
  if (finding.outcome === "fixed") {
    if (/ in \S+:\d+: /.test(finding.message)) return "follow-variable";
    return finding.old?.includes("{{") === true ? "template-number" : "literal";
  }
  // What is behind a variable and can't be raised there: the reason names where it is defined.
  return /defined (?:in|nowhere)|defined: | also decides /.test(finding.reason ?? "")
    ? "follow-variable"
    : "refuse";
}

const labels = readLabels() ?? [];

describe.skipIf(SHARED === undefined)("what a careful engineer would do with the corpus", () => {
  it(
    "every asynchronous task is found, and nothing else is taken for one",
    () => {
      const folder = corpusFolder(SHARED ?? "");
      const found = [...new Set(labels.map((label) => label.repo))].flatMap((repo) =>
        new Project(corpusSource(join(folder, repo))).files().flatMap((file) =>
          file
            .tasks()
            .with("async")
            .map((task) => `${repo}/${file.path}:${task.line}`),
        ),
      );
      expect(found.sort()).toEqual(labels.map(nameOf).sort());
      expect(found).toHaveLength(359);
    },
    PATIENCE,
  );

  it(
    "async is raised where and as they would: all but what is argued above",
    () => {
      const found = outcomes("raise-async", HOURS_1000);
      const disagreed = labels.filter(
        (label) => label.raise.split(":")[0] !== raiseOf(found.get(nameOf(label))),
      );
      expect(disagreed.map(nameOf).sort()).toEqual([...RAISED_AGAINST_THE_LABELS.keys()].sort());
      expect(1 - disagreed.length / labels.length).toBeGreaterThanOrEqual(0.97);
    },
    PATIENCE,
  );

  it(
    "poll is set to what they would set, and to nothing that they keep",
    () => {
      const found = outcomes("normalize-poll", undefined);
      const pollOf = (label: Label): string => {
        const finding = found.get(nameOf(label));
        return finding?.outcome === "fixed" ? `set:${finding.new}` : "keep";
      };
      const wanted = labels.filter((label) => label.poll.startsWith("set:"));
      const wronglySet = labels.filter((label) => !wanted.includes(label) && pollOf(label) !== "keep");
      expect(wronglySet.map(nameOf)).toEqual([]);
      const missed = wanted.filter((label) => pollOf(label) !== label.poll);
      expect(missed.map(nameOf).sort()).toEqual([...LEFT_ALONE.keys()].sort());
      expect(1 - missed.length / wanted.length).toBeGreaterThanOrEqual(0.85);
    },
    PATIENCE,
  );
});
