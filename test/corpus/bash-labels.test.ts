import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bashForBashisms } from "../../transforms/bash-for-bashisms.js";
import { corpusFolder, type Label, readLabels } from "../support/corpus.js";
import { runOn } from "../support/run.js";
import { SHARED } from "../support/shared.js";

/** Labels that are wrong, with the reason. */
const CORRECTED: ReadonlyMap<string, boolean> = new Map([
  // `async: 0`: the task is not asynchronous, and its script is Ansible's to fail at once.
  ["openstack+tripleo-quickstart-extras/roles/overcloud-network-discovery/tasks/netstat.yml:9", false],
]);

function nameOf({ repo, file, line }: Label): string {
  return `${repo}/${file}:${line}`;
}

/** The tasks that get bash, by the names of labels. */
function givenBash(folder: string, paths: ReadonlySet<string>): ReadonlySet<string> {
  const texts = Object.fromEntries(
    [...paths].map((path) => [path, readFileSync(join(folder, path), "utf8")]),
  );
  const { files, problems } = runOn(texts, { transforms: [bashForBashisms] });
  expect(problems).toEqual([]);
  return new Set(
    files.flatMap((file) =>
      file.findings.filter((f) => f.outcome === "fixed").map((f) => `${file.path}:${f.taskLine}`),
    ),
  );
}

describe("bash decisions on the corpus", () => {
  const labels = readLabels() ?? [];
  it.skipIf(SHARED === undefined)("gives bash to the tasks that a careful engineer would give it to", () => {
    const paths = new Set(labels.map(({ repo, file }) => `${repo}/${file}`));
    const given = givenBash(corpusFolder(SHARED ?? ""), paths);
    const wanted = labels.filter((label) => CORRECTED.get(nameOf(label)) ?? label.bash).map(nameOf);
    expect(labels.length).toBe(359);
    expect([...given].sort()).toEqual(wanted.sort());
  });
});
