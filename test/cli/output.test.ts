import { execFileSync, spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { asyncFix, COMMAND, DUMP, expectFailure, FIXED, folderOf, text } from "./command.js";

const ESCAPE = "\u001b";

describe("colour", () => {
  const cases: readonly (readonly [readonly string[], Readonly<Record<string, string>>, boolean])[] = [
    [[], {}, false],
    [["--color"], {}, true],
    [["--color"], { NO_COLOR: "1" }, true],
    [["--no-color"], {}, false],
    [[], { FORCE_COLOR: "1" }, false],
  ];
  it.each(cases)("into a pipe with %j and %j: %s", (options, env, coloured) => {
    const { out } = asyncFix([...options, "-d", "."], { cwd: folderOf({ "a.yml": DUMP }), env });
    expect(out.includes(ESCAPE)).toBe(coloured);
  });

  const hasScript = spawnSync("script", ["--version"]).status === 0;
  const onTerminal = (options: string, env: Readonly<Record<string, string>>): string => {
    const cwd = folderOf({ "a.yml": DUMP });
    return execFileSync("script", ["-qec", `${COMMAND} -q -d ${options} .`, "/dev/null"], {
      cwd,
      encoding: "utf8",
      env: { PATH: process.env["PATH"], TERM: "xterm", ...env },
    });
  };
  const terminal: readonly (readonly [string, Readonly<Record<string, string>>, boolean])[] = [
    ["", {}, true],
    ["", { NO_COLOR: "1" }, false],
    ["", { NO_COLOR: "" }, true],
    ["", { TERM: "dumb" }, false],
    ["--no-color", {}, false],
    ["--color", { NO_COLOR: "1" }, true],
  ];
  describe.skipIf(!hasScript)(`on a terminal${hasScript ? "" : " (skipped: there is no script(1))"}`, () => {
    it.each(terminal)("with %j and %j: %s", (options, env, coloured) => {
      expect(onTerminal(options, env).includes(`${ESCAPE}[32m+  async: 3600`)).toBe(coloured);
    });
  });
});

describe("--output", () => {
  it("takes the report, the diffs as well as the JSON", () => {
    const cwd = folderOf({ "a.yml": DUMP });
    expect(asyncFix(["-d", "-o", "out.patch", "."], { cwd })).toMatchObject({ status: 0, out: "" });
    expect(text(cwd, "out.patch")).toContain("+  async: 3600\n");
    asyncFix(["-d", "--format", "json", "--output", "out.json", "."], { cwd });
    expect(JSON.parse(text(cwd, "out.json"))).toHaveProperty("summary.changed", 1);
  });

  it("that can't be written is an error, and the files are fixed all the same", () => {
    const cwd = folderOf({ "a.yml": DUMP });
    const ended = asyncFix(["-o", "no/such/folder", "."], { cwd });
    expectFailure(ended, "no/such/folder: the report can't be written: does not exist; check the path");
    expect(ended.err).toContain("1 changed");
    expect(text(cwd, "a.yml")).toBe(FIXED);
  });
});

it("what --dry-run prints, git apply and patch take", () => {
  const files = {
    "a b.yml": DUMP,
    "roles/x/tasks/main.yml": DUMP.replaceAll("\n", "\r\n"),
    "z.yml": DUMP.trimEnd(),
  };
  for (const tool of [
    ["git", "apply"],
    ["patch", "-p1", "--binary", "-s"],
  ]) {
    const cwd = folderOf(files);
    const { out: input } = asyncFix(["-d", "."], { cwd });
    execFileSync(tool[0] ?? "", tool.slice(1), { cwd, input });
    const patched = Object.keys(files).map((path) => text(cwd, path));
    const other = folderOf(files);
    asyncFix(["."], { cwd: other });
    expect(patched).toEqual(Object.keys(files).map((path) => text(other, path)));
  }
});

it("a reader that has seen enough does no harm", () => {
  const cwd = folderOf({ "a.yml": DUMP.repeat(2000) });
  const run = spawnSync("sh", ["-c", `${COMMAND} . 2>err | head -n 1`], { cwd, encoding: "utf8" });
  expect(run.stdout.split("\n")).toHaveLength(2);
  expect(text(cwd, "err")).toMatch(/^1 file scanned, 1 changed, 2000 async tasks/);
  expect(text(cwd, "a.yml")).toBe(FIXED.repeat(2000));
});

it("paths are relative to the working directory, also above it", () => {
  const cwd = folderOf({ "roles/a.yml": DUMP, "sub/x": "" });
  const { out } = asyncFix(["-d", "../roles"], { cwd: `${cwd}/sub` });
  expect(out).toContain("--- a/../roles/a.yml\n");
});
