import { execFileSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  symlinkSync,
  truncateSync,
} from "node:fs";
import { describe, expect, it } from "vitest";
import { asyncFix, DUMP, expectFailure, FIXED, folderOf, put, text } from "./command.js";

/** One line for what is wrong, exit status 2, and the good file beside it fixed. */
function expectOnly(cwd: string, args: readonly string[], ...lines: readonly (string | RegExp)[]): void {
  put(cwd, "good.yml", DUMP);
  expectFailure(asyncFix([...args, "good.yml"], { cwd }), ...lines);
  expect(text(cwd, "good.yml")).toBe(FIXED);
}

describe("a path that", () => {
  it("does not exist", () => {
    expectOnly(folderOf(), ["nope.yml"], "nope.yml: does not exist; check the path");
  });

  it("goes through a file", () => {
    expectOnly(folderOf({ "a.yml": "" }), ["a.yml/b.yml"], /^error: a\.yml\/b\.yml: does not exist/);
  });

  it("is a device", () => {
    expectOnly(folderOf(), ["/dev/zero"], /dev\/zero: is not a regular file; name files or folders$/);
  });

  it("is a FIFO, which nobody writes to", () => {
    const cwd = folderOf();
    execFileSync("mkfifo", ["pipe.yml"], { cwd });
    expectOnly(cwd, ["pipe.yml"], /^error: pipe\.yml: is not a regular file/);
  });

  it("is a loop of symbolic links", () => {
    const cwd = folderOf();
    symlinkSync("b.yml", `${cwd}/a.yml`);
    symlinkSync("a.yml", `${cwd}/b.yml`);
    expectOnly(cwd, ["a.yml"], /^error: a\.yml: is a symbolic link, or a loop of them; name the real file$/);
  });

  it("is a symbolic link to a file outside of what is given", () => {
    const cwd = folderOf({ "real.yml": DUMP });
    symlinkSync("real.yml", `${cwd}/link.yml`);
    expectOnly(
      cwd,
      ["link.yml"],
      /^error: link\.yml: is a symbolic link out of the given paths; name the real file, /,
    );
    expect(text(cwd, "real.yml")).toBe(DUMP);
  });

  it("is a symbolic link to a file inside is written through, and stays a link", () => {
    const cwd = folderOf({ "in/real.yml": DUMP });
    symlinkSync("real.yml", `${cwd}/in/link.yml`);
    expect(asyncFix(["in/link.yml", "in"], { cwd }).status).toBe(0);
    expect(text(cwd, "in/real.yml")).toBe(FIXED);
    expect(lstatSync(`${cwd}/in/link.yml`).isSymbolicLink()).toBe(true);
  });

  it("is outside the working directory: it is fixed where it is", () => {
    const cwd = folderOf({ "a/a.yml": DUMP, "b/x": "" });
    expect(asyncFix(["../a"], { cwd: `${cwd}/b` }).status).toBe(0);
    expect(text(cwd, "a/a.yml")).toBe(FIXED);
  });
});

describe("in a folder,", () => {
  it("a loop of folders is walked once, and what links lead out to is left alone", () => {
    const cwd = folderOf({ "in/a.yml": DUMP, "out/b.yml": DUMP });
    symlinkSync("..", `${cwd}/in/up`);
    symlinkSync("../../out", `${cwd}/in/out`);
    symlinkSync("../out/b.yml", `${cwd}/in/b.yml`);
    const { status, err } = asyncFix(["in"], { cwd });
    expect(err).toMatch(/^1 file scanned, 1 changed/);
    expect([status, text(cwd, "in/a.yml"), text(cwd, "out/b.yml")]).toEqual([0, FIXED, DUMP]);
  });

  it("FIFOs are passed over", () => {
    const cwd = folderOf({ "a.yml": DUMP });
    execFileSync("mkfifo", ["pipe.yml"], { cwd });
    expect(asyncFix(["."], { cwd }).status).toBe(0);
  });
});

describe("a text that", () => {
  it("is not UTF-8 and holds async", () => {
    const cwd = folderOf({ "a.yml": Buffer.from("- command: caf\xe9\n  async: 60\n", "latin1") });
    expectOnly(cwd, ["a.yml"], /^error: a\.yml:?1?: .*UTF-8/);
  });

  it("is UTF-16", () => {
    const cwd = folderOf({ "a.yml": Buffer.from(`\ufeff${DUMP}`, "utf16le") });
    const { status } = asyncFix(["a.yml"], { cwd });
    expect([0, 2]).toContain(status);
    expect(Buffer.from(text(cwd, "a.yml")).length).toBeGreaterThan(0);
  });

  it("is broken YAML with async", () => {
    expectOnly(
      folderOf({ "a.yml": "- command: [x\n  async: 60\n" }),
      ["a.yml"],
      /^error: a\.yml:\d: not YAML: .*--exclude$/,
    );
  });

  it.each([
    ["without async", "templates/a.yml", "{% if x %}\nasync_jobs: {{ x }}\n{% endif %}\na: [\n"],
    ["with async as a word only", "templates/a.yml", "{% for x in async %}\n- [\n"],
  ])("is a Jinja template %s is no error", (_, path, content) => {
    expect(asyncFix(["."], { cwd: folderOf({ [path]: content }) }).status).toBe(0);
  });

  it("is a Jinja template with an async task is one", () => {
    const cwd = folderOf({ "templates/a.yml": "{% if x %}\n- command: x\n  async: 60\n{% endif %}\n" });
    expectFailure(asyncFix(["."], { cwd }), /^error: templates\/a\.yml:1: not YAML: /);
  });

  it("is nested deeper than anybody's stack", () => {
    const cwd = folderOf({ "a.yml": `- async: ${"[".repeat(200_000)}` });
    expectOnly(cwd, ["a.yml"], /^error: a\.yml:1: not YAML: /);
  });

  it("is a bomb of aliases is read all the same", () => {
    const levels = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]\n`);
    const cwd = folderOf({
      "a.yml": `- hosts: all\n  vars:\n    a0: &a0 async\n${levels.map((level) => `    ${level}`).join("")}`,
    });
    expect(asyncFix(["a.yml"], { cwd }).status).toBe(0);
  });

  it("has 200 MB", () => {
    const cwd = folderOf({ "big.yml": DUMP });
    truncateSync(`${cwd}/big.yml`, 200 * 1024 * 1024);
    put(cwd, "good.yml", DUMP);
    const ended = asyncFix(["big.yml", "good.yml"], { cwd });
    expectFailure(ended, /^error: big\.yml: /);
    expect(text(cwd, "good.yml")).toBe(FIXED);
  });
});

describe("permissions", () => {
  const NOBODY = 65534;
  const isRoot = process.getuid?.() === 0;
  /** Permissions don't stop root, so root runs the command as nobody. */
  function run(cwd: string, ...args: readonly string[]): ReturnType<typeof asyncFix> {
    if (isRoot) {
      execFileSync("chown", ["-R", `${NOBODY}:${NOBODY}`, cwd]);
      chmodSync(cwd, 0o755);
    }
    return asyncFix(args, { cwd, ...(isRoot ? { uid: NOBODY } : {}) });
  }

  it("a file that may not be read is an error, the others are fixed", () => {
    const cwd = folderOf({ "a.yml": DUMP, "b.yml": DUMP });
    chmodSync(`${cwd}/a.yml`, 0);
    expectFailure(run(cwd, "."), /^error: a\.yml: permission denied; /);
    expect(text(cwd, "b.yml")).toBe(FIXED);
  });

  it("a folder that may not be read is an error, the others are fixed", () => {
    const cwd = folderOf({ "a/a.yml": DUMP, "b.yml": DUMP });
    chmodSync(`${cwd}/a`, 0);
    expectFailure(run(cwd, "."), /^error: a: permission denied; /);
    chmodSync(`${cwd}/a`, 0o755);
    expect(text(cwd, "b.yml")).toBe(FIXED);
  });

  it("a folder that may not be written is an error, its file whole and alone", () => {
    const cwd = folderOf({ "a/a.yml": DUMP, "b.yml": DUMP });
    chmodSync(`${cwd}/a`, 0o555);
    expectFailure(run(cwd, "."), /^error: a\/a\.yml: .*permission denied/);
    chmodSync(`${cwd}/a`, 0o755);
    expect([text(cwd, "a/a.yml"), text(cwd, "b.yml")]).toEqual([DUMP, FIXED]);
    expect(readdirSync(realpathSync(`${cwd}/a`))).toEqual(["a.yml"]);
  });
});

it("folders without YAML are nothing to worry about", () => {
  const cwd = folderOf({ "x.txt": DUMP });
  mkdirSync(`${cwd}/empty`);
  expect(asyncFix(["x.txt", "empty"], { cwd }).status).toBe(0);
});
