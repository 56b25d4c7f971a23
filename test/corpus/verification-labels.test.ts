import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ReportedFinding } from "../../src/engine/result.js";
import { runTransforms } from "../../src/engine/run.js";
import { launchesOf, Project, type Transform } from "../../src/index.js";
import { BUILTIN_KNOWLEDGE } from "../../src/runtime/knowledge.js";
import { repairStatus } from "../../transforms/repair-status.js";
import { verifyJobs } from "../../transforms/verify-jobs.js";
import { corpusFolder, corpusSource, type Label, readLabels } from "../support/corpus.js";
import { SHARED } from "../support/shared.js";

/** A run over all repositories takes seconds, on a loaded machine more. */
const PATIENCE = 300_000;

/** A job that needs no verification, and whose label has a reason where we need none. */
const NO_FINDING: ReadonlyMap<string, string> = new Map([
  [
    "openstack+tripleo-ansible/tripleo_ansible/roles/tripleo_network_config/tasks/os_net_config.yml:57",
    "its poll is a variable with the default 3: Ansible itself waits, as the label's own note says",
  ],
]);

/** Defects that are labelled and that we do not find. */
const NO_DEFECT: ReadonlyMap<string, string> = new Map(
  ["create.yml:29", "exec.yml:26"].map((place) => [
    `openstack+tripleo-ansible/tripleo_ansible/roles/tripleo_container_manage/tasks/podman/${place}`,
    "retries from the role's defaults, 120 x the default delay of 5 s: exactly async's 600 s, as its note says",
  ]),
);

/** What the labels call a defect, and how a finding about it reads. */
const DEFECTS: readonly { readonly label: RegExp; readonly finding: RegExp }[] = [
  { label: /budget/, finding: /gives up after|can't be told|rounded down|has to be at least/ },
  // An until that reads the launch waits no more than none does.
  { label: /^no-until/, finding: /has no until|launch's register/ },
  { label: /^different-async-dir/, finding: /ansible_async_dir/ },
  { label: /^on-polled-job/, finding: /is polled|may be a polled one/ },
];

function nameOf({ repo, file, line }: Label): string {
  return `${repo}/${file}:${line}`;
}

const labels = readLabels() ?? [];
const repositories = [...new Set(labels.map((label) => label.repo))];

/** The findings of one transform, by the repository, file and line of their task. */
function findingsOf(transform: Transform): ReadonlyMap<string, readonly ReportedFinding[]> {
  const found = new Map<string, ReportedFinding[]>();
  for (const repo of repositories) {
    const { files } = runTransforms(corpusSource(join(corpusFolder(SHARED ?? ""), repo)), {
      transforms: [transform],
      options: { runtime: BUILTIN_KNOWLEDGE, place: "end", targetCore: [2, 14] },
      safeOnly: false,
    });
    for (const { path, findings } of files) {
      for (const finding of findings) {
        const at = `${repo}/${path}:${finding.taskLine}`;
        found.set(at, [...(found.get(at) ?? []), finding]);
      }
    }
  }
  return found;
}

/** The status tasks that wait for each launch, by the names of both. */
function statusesByLaunch(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const repo of repositories) {
    const project = new Project(corpusSource(join(corpusFolder(SHARED ?? ""), repo)));
    for (const file of project.files()) {
      for (const task of file.tasks()) {
        for (const launch of launchesOf(task, project)) {
          const name = `${repo}/${launch.file.path}:${launch.line}`;
          found.set(name, [...(found.get(name) ?? []), `${repo}/${file.path}:${task.line}`]);
        }
      }
    }
  }
  return found;
}

describe.skipIf(SHARED === undefined)(
  "verification on the corpus, as a careful engineer would have it",
  () => {
    it(
      "jobs that are waited for are left alone, those that need it get a status task, the rest is refused",
      () => {
        const findings = findingsOf(verifyJobs);
        const verdictOf = (label: Label): string => {
          const outcomes = (findings.get(nameOf(label)) ?? []).map(({ outcome }) => outcome);
          if (outcomes.length === 0) return "none";
          return outcomes.includes("fixed") ? "append" : "refuse";
        };
        const wanted = (label: Label): string => {
          const [verify = ""] = label.verify.split(":");
          return verify === "append" || (verify === "refuse" && !NO_FINDING.has(nameOf(label)))
            ? verify
            : "none";
        };
        expect(
          labels
            .filter((label) => verdictOf(label) !== wanted(label))
            .map((label) => `${nameOf(label)} ${label.verify} ${verdictOf(label)}`),
        ).toEqual([]);
        expect(labels.filter((label) => verdictOf(label) === "append")).toHaveLength(8);
      },
      PATIENCE,
    );

    it(
      "status tasks' defects are found, and none is invented",
      () => {
        const findings = findingsOf(repairStatus);
        const statuses = statusesByLaunch();
        const defectsOf = (label: Label): readonly number[] => {
          const about = (statuses.get(nameOf(label)) ?? []).flatMap((status) => findings.get(status) ?? []);
          return DEFECTS.flatMap(({ finding }, kind) =>
            about.some(({ message }) => finding.test(message)) ? [kind] : [],
          );
        };
        const labelled = (label: Label): readonly number[] =>
          DEFECTS.flatMap((each, kind) =>
            label.status_defects.some((defect) => each.label.test(defect)) ? [kind] : [],
          );
        const missed = labels.flatMap((label) =>
          labelled(label)
            .filter((kind) => !defectsOf(label).includes(kind))
            .map(() => nameOf(label)),
        );
        const invented = labels.flatMap((label) =>
          defectsOf(label)
            .filter((kind) => !labelled(label).includes(kind))
            .map((kind) => `${nameOf(label)} ${DEFECTS[kind]?.finding}`),
        );
        expect(missed.sort()).toEqual([...NO_DEFECT.keys()].sort());
        expect(invented).toEqual([]);
        expect(labels.flatMap(labelled).length).toBe(87);
      },
      PATIENCE,
    );
  },
);
