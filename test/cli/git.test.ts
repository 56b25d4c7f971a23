import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { asyncFix, commitAll, DUMP, expectFailure, FIXED, folderOf, put, text } from "./command.js";

describe("files with uncommitted changes", () => {
  it("are left alone with an error, the others are fixed", () => {
    const cwd = folderOf({ "clean.yml": DUMP, "dirty.yml": "" });
    commitAll(cwd);
    put(cwd, "dirty.yml", DUMP);
    put(cwd, "new.yml", DUMP);
    expectFailure(
      asyncFix(["."], { cwd }),
      "dirty.yml: has uncommitted changes; commit or stash them, or pass --allow-dirty",
      "new.yml: is not committed to git yet; commit it, or pass --allow-dirty",
    );
    expect(["clean.yml", "dirty.yml", "new.yml"].map((path) => text(cwd, path))).toEqual([FIXED, DUMP, DUMP]);
  });

  it("are fixed with --allow-dirty", () => {
    const cwd = folderOf({ "dirty.yml": "" });
    commitAll(cwd);
    put(cwd, "dirty.yml", DUMP);
    expect(asyncFix(["--allow-dirty", "."], { cwd }).status).toBe(0);
    expect(text(cwd, "dirty.yml")).toBe(FIXED);
  });

  it("that need nothing are nobody's business", () => {
    const cwd = folderOf({ "clean.yml": DUMP, "dirty.yml": "" });
    commitAll(cwd);
    put(cwd, "dirty.yml", FIXED);
    expect(asyncFix(["."], { cwd }).status).toBe(0);
  });

  it("stop a fix that spans files, whole", () => {
    const tasks = '- command: pg_dump a\n  async: "{{ limit }}"\n- command: pg_dump b\n  async: 60\n';
    const cwd = folderOf({ "tasks/main.yml": tasks, "defaults/main.yml": "" });
    commitAll(cwd);
    put(cwd, "defaults/main.yml", "limit: 60\n");
    expectFailure(
      asyncFix(["--skip", "normalize-poll", "."], { cwd }),
      /^error: defaults\/main\.yml: is|^error: defaults\/main\.yml: has uncommitted/,
    );
    expect(text(cwd, "defaults/main.yml")).toBe("limit: 60\n");
    expect(text(cwd, "tasks/main.yml")).toBe(tasks.replace("60", "3600"));
  });
});

describe("--since", () => {
  it("takes the files that changed since the ref: committed, staged, not staged and new", () => {
    const cwd = folderOf({ "old.yml": DUMP, "committed.yml": "", "edited.yml": "" });
    commitAll(cwd);
    execFileSync("git", ["tag", "v1"], { cwd });
    put(cwd, "committed.yml", DUMP);
    commitAll(cwd, "second");
    put(cwd, "edited.yml", DUMP);
    put(cwd, "new.yml", DUMP);
    expect(asyncFix(["--since", "v1", "--allow-dirty", "."], { cwd }).status).toBe(0);
    expect(["old.yml", "committed.yml", "edited.yml", "new.yml"].map((path) => text(cwd, path))).toEqual([
      DUMP,
      FIXED,
      FIXED,
      FIXED,
    ]);
  });

  it("says when git knows no such ref, and takes none for an option", () => {
    const cwd = folderOf({ "a.yml": DUMP });
    commitAll(cwd);
    expectFailure(asyncFix(["--since", "nope", "."], { cwd }), /git knows no commit .*nope/);
    expectFailure(asyncFix(["--since=--output=x", "."], { cwd }), /is not a git ref/);
  });
});
