import { describe, expect, it } from "vitest";
import { ACTIONS_WITHOUT_ASYNC, CORE_LINES } from "../../src/ansible/actions-without-async.js";
import { run } from "./python.js";

const check = run("python3", ["scripts/ansible/actions-without-async.py", "--check"]);
/** No python3, or a version of ansible-core that is not installed. */
const absent = check.status === null || check.status === 3;

describe("actions without async", () => {
  it.skipIf(absent)(`is what ansible-core says${absent ? ` (skipped: ${check.stderr.trim()})` : ""}`, () => {
    expect(check.stderr).toBe("");
    expect(check.status).toBe(0);
  });

  it.each(["command", "shell", "package", "dnf", "service", "uri"])("%s takes async", (action) => {
    expect(ACTIONS_WITHOUT_ASYNC.has(action)).toBe(false);
  });

  it("copy never takes it, reboot did before 2.18", () => {
    expect(ACTIONS_WITHOUT_ASYNC.get("copy")).toEqual(CORE_LINES);
    expect(ACTIONS_WITHOUT_ASYNC.get("reboot")).toEqual(["2.18", "2.19"]);
  });
});
