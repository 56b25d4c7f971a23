import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { BASHISMS, PORTABLE } from "./bashism-cases.js";

/** Standard output and status; dash and bash word their complaints differently. */
function run(shell: string, script: string) {
  const { stdout, status } = spawnSync(shell, ["-c", script], {
    encoding: "utf8",
    input: "",
    timeout: 10_000,
  });
  return { stdout, status };
}

const installed = ["dash", "bash"].every((shell) => spawnSync(shell, ["-c", ":"]).status === 0);

describe.skipIf(!installed)(
  "the bashism table is what dash and bash do (skipped: dash or bash is not installed)",
  () => {
    it.each(BASHISMS)("%s: dash does not run `%s` as bash does", (_what, script) => {
      expect(run("dash", script)).not.toEqual(run("bash", script));
    });

    it.each(PORTABLE)("both run `%s` alike", (script) => {
      expect(run("dash", script)).toEqual(run("bash", script));
    });
  },
);
