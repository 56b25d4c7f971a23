import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { folderOf } from "../cli/command.js";
import { startWriting, states, strangers, victimsIn } from "./victims.js";

describe("an interrupted run", () => {
  it("finishes the file it is at, says which files it has left alone, and exits with 130", async () => {
    const victims = victimsIn(folderOf(), 60);
    const { child, shown, ended } = startWriting(victims);
    await shown(5);
    child.kill("SIGINT");
    const { status, err } = await ended;
    const { old, now, broken } = states(victims);
    expect(status).toBe(130);
    expect(broken).toEqual([]);
    expect(strangers(victims)).toEqual([]);
    expect(now).toBeGreaterThan(0);
    expect(old).toBeGreaterThan(0);
    const left = victims.names
      .slice(now)
      .map((name) => `error: ${name}: not written: interrupted; run again`);
    expect(err.split("\n").filter((line) => line !== "")).toEqual(left);
  });

  it("counts only what was written in the JSON report", async () => {
    const victims = victimsIn(folderOf(), 60);
    const report = `${victims.folder}/report.json`;
    const { child, ended } = startWriting(victims, "--format", "json", "-o", report);
    // Its standard output says nothing now: the first new file tells that it writes.
    while (states(victims).now === 0) await new Promise(setImmediate);
    child.kill("SIGINT");
    expect((await ended).status).toBe(130);
    const { now } = states(victims);
    const { summary } = JSON.parse(readFileSync(report, "utf8")) as {
      summary: { changed: number; errors: number };
    };
    expect(summary).toMatchObject({ changed: now, errors: 60 - now });
  });
});
