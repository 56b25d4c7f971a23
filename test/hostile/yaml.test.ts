import { truncateSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { asyncFix, DUMP, expectFailure, FIXED, folderOf, put, text } from "../cli/command.js";

const run = (cwd: string) => asyncFix(["--allow-dirty", "-q", "."], { cwd });

/** Runs over one file beside a harmless one, which has to be fixed whatever becomes of the other. */
function beside(hostile: string): { readonly cwd: string; readonly ended: ReturnType<typeof run> } {
  const cwd = folderOf({ "a.yml": hostile, "z.yml": DUMP });
  const ended = run(cwd);
  expect(text(cwd, "z.yml")).toBe(FIXED);
  return { cwd, ended };
}

describe("YAML that is meant to harm", () => {
  it("as a bomb of aliases is fixed where it stands", () => {
    const levels = Array.from(
      { length: 40 },
      (_, i) => `    l${i + 1}: &l${i + 1} [${"*l0, ".replace("0", String(i)).repeat(10)}]\n`,
    );
    const bomb = `- hosts: all\n  vars:\n    l0: &l0 [boom, boom]\n${levels.join("")}  tasks:\n    - name: "{{ l40 }}"\n      command: pg_dump app\n      async: 60\n      poll: 2\n      vars: {all: *l40}\n`;
    const { cwd, ended } = beside(bomb);
    expect(ended).toMatchObject({ status: 0, err: "" });
    expect(text(cwd, "a.yml")).toBe(
      bomb.replace("async: 60", "async: 3600").replace("poll: 2\n", "poll: 30\n"),
    );
  });

  it.each([
    ["a merge key that merges itself", "- &a\n  <<: *a\n  command: pg_dump app\n  async: 60\n"],
    ["an alias inside of what it stands for", "- &a\n  command: pg_dump app\n  async: &n [*n, *a]\n"],
    [
      "merge keys that double at every step",
      `${Array.from({ length: 60 }, (_, i) => `- &m${i + 1}\n  <<: [*m${i}, *m${i}]\n  n${i}: 1\n`)
        .join("")
        .replace("<<: [*m0, *m0]\n  ", "")}- <<: *m60\n  command: pg_dump app\n  async: 60\n`,
    ],
  ])("as %s neither hangs nor crashes", (_, hostile) => {
    const { ended } = beside(hostile);
    expect(ended.err).not.toMatch(/^\s+at /m);
    expect(ended.status === 0 || ended.err.startsWith("error: a.yml")).toBe(true);
  });

  const DEEP = 100_000;
  it.each([
    [
      "flow sequences",
      `- command: pg_dump app\n  async: 60\n  vars: ${"[".repeat(DEEP)}${"]".repeat(DEEP)}\n`,
    ],
    [
      "flow mappings",
      `- command: pg_dump app\n  async: 60\n  vars: ${"{a: ".repeat(DEEP)}${"}".repeat(DEEP)}\n`,
    ],
    ["open brackets", `- async: 60\n  vars: ${"[".repeat(DEEP)}\n`],
    ["block sequences on one line", `- async: 60\n  vars:\n    ${"- ".repeat(DEEP)}x\n`],
    [
      "blocks of tasks",
      `${Array.from({ length: 2000 }, (_, i) => `${" ".repeat(2 * i)}- block:\n`).join("")}${" ".repeat(4000)}- {command: pg_dump app, async: 60}\n`,
    ],
    [
      "Jinja parentheses",
      `- command: pg_dump app\n  async: "{{ ${"(".repeat(DEEP)}1${")".repeat(DEEP)} }}"\n`,
    ],
    [
      "Jinja operators",
      `- command: pg_dump app\n  async: "{{ ${"not ".repeat(DEEP)} x }}"\n  when: ${"- ".repeat(DEEP)}1\n`,
    ],
    ["shell substitutions", `- shell: echo ${"$(".repeat(DEEP)}\n  async: 60\n`],
    ["shell groups", `- shell: ${"(".repeat(DEEP)}pg_dump app${")".repeat(DEEP)}\n  async: 60\n`],
  ])("as 100,000 levels of %s is read, or refused as nested too deeply", (_, hostile) => {
    const { ended } = beside(hostile);
    expect(ended.err).not.toMatch(/^\s+at /m);
    if (ended.status !== 0) expectFailure(ended, /^error: a\.yml:\d+: not YAML: /);
  });

  it("as a file of 200 MB is not read, and said so", () => {
    const cwd = folderOf({ "a.yml": "async: 1\n", "z.yml": DUMP });
    truncateSync(`${cwd}/a.yml`, 200 * 1024 * 1024);
    const ended = run(cwd);
    expectFailure(ended, "a.yml: is larger than 64 MiB and was not read; leave it out with --exclude");
    expect(text(cwd, "z.yml")).toBe(FIXED);
  });

  it.each([
    ["a name", (long: string) => `- name: ${long}\n  command: pg_dump app\n  async: 60\n  poll: 2\n`],
    ["a comment", (long: string) => `- command: pg_dump app # ${long}\n  async: 60\n  poll: 2\n`],
    ["quotes", (long: string) => `- command: pg_dump app\n  async: 60\n  poll: 2\n  vars: {x: "${long}"}\n`],
  ])(
    "as a line of 10 MB in %s is fixed",
    (_, of) => {
      const hostile = of("abc d ".repeat(1_700_000).trim());
      const { cwd, ended } = beside(hostile);
      expect(ended.status).toBe(0);
      const fixed = hostile.replace("async: 60", "async: 3600").replace("poll: 2\n", "poll: 30\n");
      // Not toBe: nobody wants to read that difference.
      expect(text(cwd, "a.yml") === fixed).toBe(true);
    },
    120_000,
  );

  it("as a command of 10 MB is left alone: no command that runs is as long", () => {
    const hostile = `- command: pg_dump ${"abc d ".repeat(1_700_000)}x\n  async: 60\n  poll: 2\n`;
    const { cwd, ended } = beside(hostile);
    expect(ended.status).toBe(0);
    expect(text(cwd, "a.yml") === hostile).toBe(true);
  }, 120_000);

  it("as 10,000 tasks in one file is fixed in all of them", () => {
    const cwd = folderOf();
    put(
      cwd,
      "tasks/main.yml",
      Array.from({ length: 10_000 }, (_, i) => DUMP.replace("app", `app${i}`)).join(""),
    );
    expect(run(cwd)).toMatchObject({ status: 0, err: "" });
    expect(text(cwd, "tasks/main.yml").split("  async: 3600\n  poll: 30\n")).toHaveLength(10_001);
  }, 120_000);
});
