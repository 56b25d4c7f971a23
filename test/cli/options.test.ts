import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TRANSFORMS } from "../../transforms/index.js";
import { asyncFix, DUMP, expectFailure, FIXED, folderOf, text } from "./command.js";

function fixed(args: readonly string[], files: Readonly<Record<string, string>> = { "a.yml": DUMP }): string {
  const cwd = folderOf(files);
  const ended = asyncFix([...args, "."], { cwd });
  expect(ended.status).toBe(0);
  return text(cwd, "a.yml");
}

describe("which transforms run", () => {
  it("-t runs these only", () => {
    expect(fixed(["-t", "normalize-poll"])).toBe(DUMP.replace("poll: 2", "poll: 30"));
    expect(fixed(["--transform=raise-async"])).toBe(DUMP.replace("60", "3600"));
  });

  it("-t keeps their order, and goes round until nothing changes", () => {
    // With async still 20, poll can't be 30 in the first round.
    const cwd = folderOf({ "a.yml": DUMP.replace("60", "20") });
    const { out } = asyncFix(["-t", "normalize-poll", "-t", "raise-async", "."], { cwd });
    const notes = out
      .split("\n")
      .flatMap((line) => /^# ([a-z-]+): .*: (\w+ \d+ -> \d+)/.exec(line)?.slice(1).join(" ") ?? []);
    expect(notes).toEqual([
      "normalize-poll poll 2 -> 10",
      "raise-async async 20 -> 3600",
      "normalize-poll poll 10 -> 30",
    ]);
    expect(text(cwd, "a.yml")).toBe(FIXED);
  });

  it("--skip leaves one out", () => {
    expect(fixed(["--skip", "raise-async"])).toBe(DUMP.replace("poll: 2", "poll: 30"));
    expect(fixed(["--skip", "raise-async", "--skip", "normalize-poll"])).toBe(DUMP);
  });

  it("--also adds to the default set", () => {
    expect(fixed(["--also", "normalize-poll"])).toBe(FIXED);
  });
});

describe("--expected", () => {
  it.each([
    ["90", "270"],
    ["90s", "270"],
    ["20m", "3600"],
    ["1h30m", "16200"],
    ["2d", "518400"],
  ])("%s makes async %s", (duration, async) => {
    expect(fixed(["--expected", duration])).toContain(`async: ${async}\n`);
  });
});

it("--exclude leaves files out, by name and by path", () => {
  const cwd = folderOf({ "a.yml": DUMP, "vendor/b.yml": DUMP, "x/c.gen.yml": DUMP });
  asyncFix(["--exclude", "vendor/**", "--exclude", "*.gen.yml", "."], { cwd });
  expect([text(cwd, "a.yml"), text(cwd, "vendor/b.yml"), text(cwd, "x/c.gen.yml")]).toEqual([
    FIXED,
    DUMP,
    DUMP,
  ]);
});

describe("what is ignored", () => {
  const files = {
    ".gitignore": "out/\n",
    ".ansible-lint": "exclude_paths:\n  - lint/\n",
    "out/a.yml": DUMP,
    "lint/b.yml": DUMP,
    "node_modules/c.yml": DUMP,
    "d.yml": DUMP,
    "e.txt": DUMP,
  };

  it("is .gitignore's, ansible-lint's and everybody's folders", () => {
    const cwd = folderOf(files);
    asyncFix(["."], { cwd });
    expect(Object.keys(files).filter((path) => text(cwd, path) === FIXED)).toEqual(["d.yml"]);
  });

  it("is nothing with --no-ignore", () => {
    const cwd = folderOf(files);
    asyncFix(["--no-ignore", "."], { cwd });
    expect(Object.keys(files).filter((path) => text(cwd, path) === FIXED)).toEqual([
      "out/a.yml",
      "lint/b.yml",
      "node_modules/c.yml",
      "d.yml",
    ]);
  });

  it("is not what is named", () => {
    const cwd = folderOf(files);
    asyncFix(["out/a.yml", "e.txt"], { cwd });
    expect(Object.keys(files).filter((path) => text(cwd, path) === FIXED)).toEqual(["out/a.yml", "e.txt"]);
  });
});

describe("what is said", () => {
  const files = { "a.yml": `${DUMP}- name: own\n  command: ./own\n  async: 60\n` };

  it("-q keeps the diffs and the errors, not the tally", () => {
    const cwd = folderOf({ ...files, "b.yml": "- command: [x\n  async: 60\n" });
    const { out, err } = asyncFix(["-q", "-d", "."], { cwd });
    expect(out).toContain("+  async: 3600\n");
    expect(err).toMatch(/^error: b\.yml:\d: not YAML: [^\n]*\n$/);
  });

  it("-v lists every refusal", () => {
    const { err } = asyncFix(["-v", "-d", "."], { cwd: folderOf(files) });
    expect(err).toContain("refused: a.yml:7: raise-async: own: async can't be checked: nobody says");
  });

  it("a directive that is not known is warned of", () => {
    const cwd = folderOf({ "a.yml": DUMP.replace("60", "60 # async-fix: ingore") });
    const { status, err } = asyncFix(["-d", "."], { cwd });
    expect(err).toContain('warning: a.yml:3: "# async-fix: ingore" is not known; write ignore');
    expect(status).toBe(0);
  });
});

describe("usage errors", () => {
  it.each([
    [["--bogus"], /^error: unknown option '--bogus'; see async-fix --help$/],
    [["--dryrun"], /unknown option '--dryrun' \(Did you mean --dry-run\?\)/],
    [["-t", "nope"], /^error: there is no transform "nope"; known: raise-async, /],
    [["--also", "nope"], /^error: there is no transform "nope"/],
    [["--skip", "nope"], /^error: there is no transform "nope"/],
    [["-t", "./nope.ts"], /^error: the transform file "\.\/nope\.ts" does not exist$/],
    [["-t", "./a.yml"], /^error: "\.\/a\.yml" is no transform: name a \.ts, \.js or \.mjs file, or an id$/],
    [["--expected", "soon"], /'soon' is invalid\. not a duration: write 90, 90s, 20m, 1h30m or 2d/],
    [["--expected", "0"], /not a duration/],
    [["--expected", "-5m"], /not a duration|argument missing/],
    [["--expected", "1e9"], /not a duration/],
    [["--target-core", "3"], /not a version of ansible-core/],
    [["--place", "middle"], /Allowed choices are end, after/],
    [["--format", "xml"], /Allowed choices are text, json/],
    [["--config", "nope.yml"], /^error: nope\.yml: can't be read/],
    [["--since", "HEAD"], /^error: --since needs a git repository/],
    [["-", "a.yml"], /^error: - \(standard input\) can't be combined with other paths$/],
    [["-t"], /argument missing/],
    [["rule", "nope"], /^error: there is no transform "nope"; async-fix rule lists them$/],
    [["rule", "a", "b"], /too many arguments/],
  ] as const)("%j", (args, line) => {
    const cwd = folderOf({ "a.yml": DUMP });
    const ended = asyncFix(args, { cwd });
    expectFailure(ended, line);
    expect([ended.out, text(cwd, "a.yml")]).toEqual(["", DUMP]);
  });
});

describe("other commands", () => {
  it("--version prints it", () => {
    expect(asyncFix(["--version"], { cwd: folderOf() })).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  it.each([["--help"], ["-h"]])("%s lists every option of the contract", (option) => {
    const { status, out } = asyncFix([option], { cwd: folderOf() });
    for (const name of [
      ...[
        "-d, --dry-run",
        "--check",
        "-t, --transform",
        "--also",
        "--skip",
        "--safe",
        "--expected",
        "--target-core",
      ],
      ...["--place", "--format", "-o, --output", "--config", "--no-config", "--since", "--stdin-filename"],
      ...[
        "--exclude",
        "--no-ignore",
        "--allow-dirty",
        "-q, --quiet",
        "-v, --verbose",
        "--color",
        "--no-color",
      ],
    ])
      expect(out).toContain(name);
    expect(out).toContain("rule [id]");
    expect(out).toContain("init");
    expect(status).toBe(0);
  });

  it("rule lists the transforms", () => {
    const { status, out } = asyncFix(["rule"], { cwd: folderOf() });
    expect(
      out
        .trimEnd()
        .split("\n")
        .map((line) => line.split(" ")[0]),
    ).toEqual(TRANSFORMS.map(({ id }) => id));
    expect(status).toBe(0);
  });

  it.each(TRANSFORMS.map(({ id }) => [id]))("rule %s prints its documentation", (id) => {
    const { status, out } = asyncFix(["rule", id], { cwd: folderOf() });
    expect(out.startsWith(`# ${id}\n\n`)).toBe(true);
    for (const heading of ["What it does", "Why", "Example", "Use instead", "Safety"])
      expect(out).toContain(`\n## ${heading}\n`);
    expect(status).toBe(0);
  });

  it("init writes the settings once", () => {
    const cwd = folderOf();
    expect(asyncFix(["init"], { cwd })).toMatchObject({ status: 0, out: ".async-fix.yml written\n" });
    const written = text(cwd, ".async-fix.yml");
    expectFailure(asyncFix(["init"], { cwd }), ".async-fix.yml is there already");
    expect(text(cwd, ".async-fix.yml")).toBe(written);
    expect(readdirSync(cwd)).toEqual([".async-fix.yml"]);
  });
});
