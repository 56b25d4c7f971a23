import { execFileSync } from "node:child_process";
import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { asyncFix, commitAll, expectFailure, folderOf } from "../cli/command.js";
import { oldText, startWriting, states, strangers, type Victims, victimsIn } from "./victims.js";

/** Lets another program do something to the last file while the run writes the first ones. */
async function meanwhile(does: (victims: Victims, last: string) => void) {
  const victims = victimsIn(folderOf(), 60);
  const last = victims.names.at(-1) ?? "";
  const { shown, ended } = startWriting(victims);
  await shown(1);
  does(victims, join(victims.folder, last));
  return { victims, last, ...(await ended) };
}

describe("a file that another program", () => {
  it("changes between read and write is left as that program wants it", async () => {
    const { victims, last, status, err } = await meanwhile((_, path) => writeFileSync(path, "theirs"));
    expect(err).toBe(`error: ${last}: changed since it was read; run again\n`);
    expect(status).toBe(2);
    expect(states(victims)).toEqual({ old: 0, now: 59, broken: [last] });
    expect(readFileSync(join(victims.folder, last), "utf8")).toBe("theirs");
  });

  it("replaces by one of the same text is left too: it is another file", async () => {
    const { last, status, err } = await meanwhile(({ folder }, path) => {
      writeFileSync(join(folder, "copy"), readFileSync(path));
      renameSync(join(folder, "copy"), path);
    });
    expect(err).toBe(`error: ${last}: changed since it was read; run again\n`);
    expect(status).toBe(2);
  });

  it("removes is not made anew", async () => {
    const { victims, last, status, err } = await meanwhile((_, path) => rmSync(path));
    expect(err).toBe(`error: ${last}: vanished since it was read; run again\n`);
    expect(status).toBe(2);
    expect(strangers(victims)).toEqual([]);
  });

  it("turns into a link is not written through", async () => {
    const outside = folderOf({ "x.yml": oldText("x.yml") });
    const { last, status, err } = await meanwhile((_, path) => {
      rmSync(path);
      symlinkSync(join(outside, "x.yml"), path);
    });
    expect(err).toContain(`error: ${last}: `);
    expect(status).toBe(2);
    expect(readFileSync(join(outside, "x.yml"), "utf8")).toBe(oldText("x.yml"));
  });
});

describe("a .git that is read-only", () => {
  it("is enough to tell that the files are clean", () => {
    const victims = victimsIn(folderOf(), 2);
    commitAll(victims.folder);
    execFileSync("chmod", ["-R", "a-w", join(victims.folder, ".git")]);
    const readOnly = asyncFix(["-q", "."], { cwd: victims.folder });
    execFileSync("chmod", ["-R", "u+w", join(victims.folder, ".git")]);
    expect(readOnly).toMatchObject({ status: 0, err: "" });
    expect(states(victims)).toEqual({ old: 0, now: 2, broken: [] });
  });

  it("that is broken stops the writing, not the looking", () => {
    const victims = victimsIn(folderOf({ ".git/HEAD": "nonsense" }), 1);
    expect(asyncFix(["--dry-run", "-q", "."], { cwd: victims.folder }).status).toBe(0);
    expectFailure(asyncFix(["-q", "."], { cwd: victims.folder }), /^error: git /);
    expect(states(victims)).toEqual({ old: 1, now: 0, broken: [] });
  });
});
