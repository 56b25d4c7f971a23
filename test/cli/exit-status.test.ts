import { describe, expect, it } from "vitest";
import { asyncFix, commitAll, DUMP, FIXED, folderOf, put, text } from "./command.js";

describe("without options", () => {
  it("fixes in place, prints the diffs and the tally, and ends with 0", () => {
    const cwd = folderOf({ "roles/db/tasks/main.yml": DUMP });
    const { status, out, err } = asyncFix([], { cwd });
    expect(text(cwd, "roles/db/tasks/main.yml")).toBe(FIXED);
    expect(out).toContain("+  async: 3600\n");
    expect(out.startsWith("# raise-async: roles/db/tasks/main.yml:1: Dump: async 60 -> 3600: ")).toBe(true);
    expect(err).toMatch(/^1 file scanned, 1 changed, 1 async task, 2 fixed, 0 refused, 0 errors\n/);
    expect(err).toMatch(/\nLook at it with git diff, then run your playbooks with --check\.\n$/);
    expect(status).toBe(0);
  });

  it("has nothing to do the second time", () => {
    const cwd = folderOf({ "a.yml": DUMP });
    asyncFix(["."], { cwd });
    const { status, out, err } = asyncFix(["."], { cwd });
    expect([status, out]).toEqual([0, ""]);
    expect(err).toMatch(/^1 file scanned, 0 changed, 1 async task, 0 fixed, 0 refused, 0 errors\n/);
    expect(text(cwd, "a.yml")).toBe(FIXED);
  });

  it("has nothing to do in an empty folder", () => {
    expect(asyncFix([], { cwd: folderOf() })).toMatchObject({ status: 0, out: "" });
  });
});

describe.each([["--dry-run"], ["-d"], ["--check"]])("%s", (option) => {
  it("prints what would change and writes nothing", () => {
    const cwd = folderOf({ "a.yml": DUMP });
    const { status, out, err } = asyncFix([option, "a.yml"], { cwd });
    expect(text(cwd, "a.yml")).toBe(DUMP);
    expect(out).toContain("+  async: 3600\n");
    expect(err).toContain("Run without --dry-run or --check to write this.");
    expect(status).toBe(option === "--check" ? 1 : 0);
  });

  it("ends with 0 when nothing would change", () => {
    const cwd = folderOf({ "a.yml": FIXED });
    expect(asyncFix([option, "a.yml"], { cwd })).toMatchObject({ status: 0, out: "" });
  });

  it("ends with 2 when a file fails, whatever would change", () => {
    const cwd = folderOf({ "a.yml": DUMP, "b.yml": "- command: [x\n  async: 60\n" });
    const { status, out } = asyncFix([option, "."], { cwd });
    expect(status).toBe(2);
    expect(out).toContain("+  async: 3600\n");
  });

  it("minds no uncommitted changes", () => {
    const cwd = folderOf({ "a.yml": "" });
    commitAll(cwd);
    put(cwd, "a.yml", DUMP);
    expect(asyncFix([option, "."], { cwd }).status).toBe(option === "--check" ? 1 : 0);
  });
});

it("a refusal is no failure", () => {
  const cwd = folderOf({ "a.yml": "- command: ./own\n  async: 60\n" });
  const { status, err } = asyncFix(["--check", "."], { cwd });
  expect(err).toContain("refused 1: raise-async: the expected runtime is not known (a.yml:2)\n");
  expect(status).toBe(0);
});

it("one bad file stops neither the others nor the report", () => {
  const cwd = folderOf({ "a.yml": DUMP, "bad.yml": "- command: [x\n  async: 60\n", "z.yml": DUMP });
  const { status, out, err } = asyncFix(["--format", "json", "."], { cwd });
  expect([text(cwd, "a.yml"), text(cwd, "z.yml")]).toEqual([FIXED, FIXED]);
  const report = JSON.parse(out) as { files: { path: string; status: string }[]; errors: { path: string }[] };
  expect(report.files.map((file) => [file.path, file.status])).toEqual([
    ["a.yml", "changed"],
    ["bad.yml", "error"],
    ["z.yml", "changed"],
  ]);
  expect(report.errors.map(({ path }) => path)).toEqual(["bad.yml"]);
  expect(err).toContain("error: bad.yml:");
  expect(status).toBe(2);
});
