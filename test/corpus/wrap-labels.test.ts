import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runTransforms } from "../../src/engine/run.js";
import type { Transform } from "../../src/index.js";
import { BUILTIN_KNOWLEDGE } from "../../src/runtime/knowledge.js";
import { wrapInBlock } from "../../transforms/wrap-in-block.js";
import { wrapInRole } from "../../transforms/wrap-in-role.js";
import { corpusFolder, corpusSource, type Label, readLabels } from "../support/corpus.js";
import { SHARED } from "../support/shared.js";

/** A run over all repositories takes seconds, on a loaded machine more. */
const PATIENCE = 300_000;

const A_TEST =
  "a test of how Ansible polls, which only the expected output in another file says; `# async-fix: ignore` says it here";
const A_LOOP =
  "a looped launch whose jobs overlap the tasks behind them: a block would hold them up, verify-jobs waits at the end";

/** Where we decide otherwise than a careful engineer, and why. */
const ARGUED: ReadonlyMap<string, string> = new Map([
  ...[
    "ansible-playbook-callbacks/all-callbacks.yml:98",
    "ansible-playbook-callbacks/all-callbacks.yml:103",
    "async/callback_test.yml:4",
    "async/check_task_test.yml:4",
    "async_fail/tasks/main.yml:21",
    "callback_default/test_async.yml:5",
    "callback_default/test_async.yml:10",
  ].map((place) => [`ansible+ansible/test/integration/targets/${place}`, A_TEST] as const),
  ...[
    "security_ec2_checkpoint_gw_eni_bookkeeping.yml:71",
    "security_ec2_checkpoint_gw_eni_bookkeeping.yml:95",
    "security_ec2_checkpoint_gw_eni_bookkeeping.yml:118",
    "security_ec2_subnet2_eni.yml:110",
  ].map(
    (place) =>
      [`ansible+workshops/roles/manage_ec2_instances/tasks/security_includes/${place}`, A_LOOP] as const,
  ),
  [
    "redhat-cop+agnosticd/ansible/roles/ocp-workload-bxms-dm-foundations/tasks/workload.yml:43",
    "fire-and-forget, with tasks behind it that would wait: the issue has it wrapped with --place after only",
  ],
  [
    "ansible+workshops/provisioner/packer/build_controller.yml:7",
    "ends in a folded block without a last newline, whose text would get one: a newline has to be added first",
  ],
  [
    "redhat-cop+infra.leapp/roles/analysis/tasks/analysis-leapp.yml:39",
    "its failed_when reads the result, for which the role has no argument: wrap-in-block takes it along",
  ],
]);

/** What the label says, in terms of which of the two wraps it. A task for the role may be a block too. */
function agrees(label: Label, role: boolean, block: boolean): boolean {
  if (label.wrap === "role") return role;
  if (label.wrap === "block") return block && !role;
  return !role && !block;
}

/** The tasks that a transform wraps, by the names of labels. */
function wrapped(transform: Transform, repositories: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const repo of repositories) {
    const { files } = runTransforms(corpusSource(join(corpusFolder(SHARED ?? ""), repo)), {
      transforms: [transform],
      options: { runtime: BUILTIN_KNOWLEDGE, place: "end", targetCore: [2, 14] },
      safeOnly: false,
    });
    for (const { path, findings } of files)
      for (const { outcome, taskLine } of findings)
        if (outcome === "fixed") found.add(`${repo}/${path}:${taskLine}`);
  }
  return found;
}

describe("wrap decisions on the corpus", () => {
  const labels = readLabels() ?? [];

  it.skipIf(SHARED === undefined)(
    "wraps what a careful engineer would wrap, and refuses the rest",
    () => {
      const repositories = new Set(labels.map(({ repo }) => repo));
      const role = wrapped(wrapInRole, repositories);
      const block = wrapped(wrapInBlock, repositories);
      const otherwise = labels
        .map((label) => ({ label, name: `${label.repo}/${label.file}:${label.line}` }))
        .filter(({ label, name }) => !agrees(label, role.has(name), block.has(name)))
        .map(({ name }) => name);
      expect(labels.length).toBe(359);
      expect(otherwise.sort()).toEqual([...ARGUED.keys()].sort());
      expect(1 - otherwise.length / labels.length).toBeGreaterThanOrEqual(0.95);
    },
    PATIENCE,
  );
});
