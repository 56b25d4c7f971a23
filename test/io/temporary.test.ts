import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sweepTemporaries, temporaryName } from "../../src/io/temporary.js";
import { fill, temporaryFolder } from "./folder.js";

describe("sweepTemporaries", () => {
  it("removes what a run that is dead left, and nothing else", () => {
    const own = temporaryName("0123456789ab");
    const dead = own.replace(`-${process.pid}-`, `-${spawnSync("true").pid}-`);
    const alive = own.replace(`-${process.pid}-`, `-${process.ppid}-`);
    const elsewhere = dead.replace(/^\.async-fix-[0-9a-f]{8}/, ".async-fix-zzzzzzzz");
    const kept = [alive, elsewhere, `${dead}.yml`, "x.yml", ".async-fix.yml"];
    const folder = temporaryFolder();
    fill(folder, Object.fromEntries([own, dead, ...kept].map((name) => [name, ""])));
    expect(sweepTemporaries(folder)).toBe(2);
    expect(readdirSync(folder).sort()).toEqual(kept.sort());
  });

  it("is silent where there is no folder", () => {
    expect(sweepTemporaries("/nowhere/at/all")).toBe(0);
  });
});
