import { describe, expect, it } from "vitest";
import type { Run } from "../ansible/case.js";
import { complaints } from "../ansible/compare.js";
import { hostOutcomes, type Outcome } from "../ansible/outcome.js";
import { parseTrace } from "../ansible/trace.js";

interface Written {
  readonly task: string;
  readonly action?: string;
  readonly status?: string;
  readonly msg?: string;
}

/** An outcome on host `h`, read from a trace as the callback plugin writes it. */
function outcome(steps: readonly Written[], stats: Record<string, number> = {}, jobFiles = 0): Outcome {
  const results = steps.map(({ task, action = "command", status = "ok", msg }) => {
    return { event: "result", host: "h", task, action, handler: false, status, result: { msg } };
  });
  const numbers = { ok: 0, failures: 0, unreachable: 0, rescued: 0, ignored: 0, skipped: 0, ...stats };
  const lines = [...results, { event: "stats", hosts: { h: numbers } }].map((event) => JSON.stringify(event));
  return { hosts: hostOutcomes(parseTrace(`${lines.join("\n")}\n`)), jobFiles, output: "" };
}

const OK: Run = { name: "run", before: { h: "ok" }, after: { h: "ok" } };
const build = { task: "Build" };
const wait = { task: "Wait", action: "ansible.builtin.async_status" };

describe("complaints of the equivalence suite", () => {
  it("has none when only a status task was added", () => {
    expect(complaints(OK, outcome([build]), outcome([build, wait]))).toEqual([]);
  });

  it("names the task that failed, and a status task by its action", () => {
    const failed = outcome([build, { ...wait, status: "failed" }], { failures: 1 });
    expect(complaints(OK, outcome([build]), failed)).toEqual([
      "after, h: expected ok, found failed at async_status",
    ]);
  });

  it.each([
    ["a task that no longer runs", [build], []],
    ["a task that is now skipped", [build], [{ ...build, status: "skipped" }]],
    ["another order", [build, { task: "Test" }], [{ task: "Test" }, build]],
    ["an added task that is no status task", [build], [build, { task: "Other" }]],
    ["a status task that is gone", [build, wait], [build]],
    [
      "another value",
      [{ task: "Say", action: "debug", msg: "1" }],
      [{ task: "Say", action: "debug", msg: "2" }],
    ],
  ])("has one for %s", (_, before, after) => {
    expect(complaints(OK, outcome(before), outcome(after))).toHaveLength(1);
  });

  it("has one for job files that are left behind", () => {
    expect(complaints(OK, outcome([build]), outcome([build], {}, 1))).toHaveLength(1);
    expect(complaints({ ...OK, jobFiles: [0, 1] }, outcome([build]), outcome([build], {}, 1))).toEqual([]);
  });

  it("has one for a host that did not run", () => {
    const nobody: Outcome = { hosts: new Map(), jobFiles: 0, output: "" };
    expect(complaints(OK, outcome([build]), nobody)).toEqual(["after, h: expected ok, found did not run"]);
  });

  it("holds a host to its written values where they change", () => {
    const say = (msg: string): Outcome => outcome([{ task: "Say", action: "debug", msg }]);
    const run: Run = { ...OK, says: { h: ['Say: "2"'] } };
    expect(complaints(run, say("1"), say("2"))).toEqual([]);
    expect(complaints(run, say("1"), say("3"))).toHaveLength(1);
  });
});
