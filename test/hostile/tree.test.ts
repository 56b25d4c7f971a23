import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { asyncFix, commitAll, DUMP, expectFailure, FIXED, folderOf, put, text } from "../cli/command.js";

const run = (cwd: string, ...paths: readonly string[]) =>
  asyncFix(["--allow-dirty", "-q", ...paths], { cwd });

describe("a tree that is meant to harm", () => {
  it("by loops of links, and links out of it, is walked once, and nothing outside is written", () => {
    const outside = folderOf({ "theirs.yml": DUMP, "below/theirs.yml": DUMP });
    const cwd = folderOf({ "roles/a/tasks/main.yml": DUMP });
    symlinkSync("..", join(cwd, "roles/up"));
    symlinkSync("self", join(cwd, "self"));
    symlinkSync("self.yml", join(cwd, "self.yml"));
    symlinkSync(outside, join(cwd, "out"));
    symlinkSync(join(outside, "theirs.yml"), join(cwd, "out.yml"));
    symlinkSync("nowhere.yml", join(cwd, "dangling.yml"));
    expect(run(cwd, ".")).toMatchObject({ status: 0, err: "" });
    expect(text(cwd, "roles/a/tasks/main.yml")).toBe(FIXED);
    expect(text(outside, "theirs.yml")).toBe(DUMP);
    expectFailure(run(cwd, "out.yml"), /^error: out\.yml: is a symbolic link out of the given paths; /);
    expect(text(outside, "theirs.yml")).toBe(DUMP);
  });

  it("by pipes, devices and sockets is walked past them", async () => {
    const cwd = folderOf({ "a.yml": DUMP });
    execFileSync("mkfifo", [join(cwd, "fifo.yml")]);
    spawnSync("mknod", [join(cwd, "zero.yml"), "c", "1", "5"]);
    const server = createServer().listen(join(cwd, "socket.yml"));
    onTestFinished(() => {
      server.close();
    });
    await new Promise((resolve) => server.once("listening", resolve));
    expect(run(cwd, ".")).toMatchObject({ status: 0, err: "" });
    expect(text(cwd, "a.yml")).toBe(FIXED);
    expectFailure(run(cwd, "fifo.yml"), "fifo.yml: is not a regular file; name files or folders");
  });

  it("by a file with further hard links keeps them together", () => {
    const cwd = folderOf({ "a.yml": DUMP });
    linkSync(join(cwd, "a.yml"), join(cwd, "b.txt"));
    expectFailure(run(cwd, "."), /^error: a\.yml: has 2 hard links; /);
    expect(text(cwd, "b.txt")).toBe(DUMP);
  });

  const NAMES = [
    "--version.yml",
    "-rf.yml",
    "--",
    "*.yml",
    ":(top)x.yml",
    "a b.yml",
    "new\nline.yml",
    "'\"$(id).yml",
    "%s.yml",
    "\\.yml",
  ].map((name) => (name.endsWith(".yml") ? name : `${name}.yml`));

  it.each([true, false])("by file names that look like something else is fixed (in git: %s)", (inGit) => {
    const cwd = folderOf(Object.fromEntries(NAMES.map((name) => [name, DUMP])));
    if (inGit) commitAll(cwd);
    expect(asyncFix(["-q", "."], { cwd })).toMatchObject({ status: 0, err: "" });
    for (const name of NAMES) expect(text(cwd, name)).toBe(FIXED);
    put(cwd, "--check.yml", DUMP);
    expect(run(cwd, "--", "--check.yml")).toMatchObject({ status: 0, err: "" });
    expect(text(cwd, "--check.yml")).toBe(FIXED);
  });
});

describe("a repository that brings code", () => {
  const MARK = "require('node:fs').writeFileSync(require('node:path').join(process.env.MARKS, 'ran'), '')";
  const files = {
    "evil.cjs": `${MARK};\n`,
    "evil.mjs": `import { writeFileSync } from "node:fs"; writeFileSync(process.env.MARKS + "/ran", ""); export default {};\n`,
    ".async-fix.js": MARK,
    ".async-fix.mjs": "throw new Error('ran')",
    "async-fix.config.js": MARK,
    "package.json": '{"type": "module", "async-fix": "./evil.cjs", "imports": {"#x": "./evil.mjs"}}',
    "node_modules/yaml/index.js": MARK,
    "node_modules/jiti/index.js": MARK,
    "node_modules/async-fix/index.js": MARK,
    "a.yml": DUMP,
  };
  const marks = mkdtempSync(join(tmpdir(), "async-fix-marks-"));
  afterAll(() => rmSync(marks, { recursive: true }));

  it.each([
    ["its presence", ""],
    ["a transform to add", "also: [./evil.mjs]\n"],
    ["a transform to skip", "skip: [./evil.cjs]\n"],
    ["a tag", "expected: !!js/function 'function () {}'\n"],
    ["a Python tag", "expected: !!python/object/apply:os.system ['touch ran']\n"],
    ["a template", "expected: \"{{ lookup('pipe', 'touch ran') }}\"\n"],
    ["a prototype", "__proto__: {also: [x]}\n"],
    ["a schema of its own", '$schema: "./evil.mjs"\n'],
  ])("by %s runs none of it", (_, config) => {
    const cwd = folderOf({ ...files, ".async-fix.yml": config });
    const ended = asyncFix(["--allow-dirty", "-q", "."], { cwd, env: { MARKS: marks } });
    expect(ended.err).not.toMatch(/^\s+at /m);
    expect(existsSync(join(marks, "ran"))).toBe(false);
    expect(existsSync(join(cwd, "ran"))).toBe(false);
    expect([DUMP, FIXED]).toContain(text(cwd, "a.yml"));
  });

  it("runs what -t names: the test sees code that runs", () => {
    const cwd = folderOf(files);
    asyncFix(["-q", "-t", "./evil.mjs", "."], { cwd, env: { MARKS: marks } });
    expect(existsSync(join(marks, "ran"))).toBe(true);
    expect(readFileSync(join(cwd, "a.yml"), "utf8")).toBe(DUMP);
  });

  it("by a folder where git's own would be runs no program of it", () => {
    const cwd = folderOf({ "a.yml": DUMP });
    commitAll(cwd);
    mkdirSync(join(cwd, "hooks"));
    put(cwd, "hooks/run", `#!/bin/sh\ntouch '${cwd}/ran'\n`);
    execFileSync("chmod", ["+x", join(cwd, "hooks/run")]);
    const set = (key: string, value: string) => execFileSync("git", ["config", key, value], { cwd });
    set("core.fsmonitor", `${cwd}/hooks/run`);
    set("core.hooksPath", `${cwd}/hooks`);
    set("diff.external", `${cwd}/hooks/run`);
    set("core.pager", `${cwd}/hooks/run`);
    set("filter.evil.clean", `${cwd}/hooks/run`);
    put(cwd, ".gitattributes", "* filter=evil diff=evil\n");
    asyncFix(["-q", "."], { cwd });
    asyncFix(["-q", "--since", "HEAD", "."], { cwd });
    expect(existsSync(join(cwd, "ran"))).toBe(false);
  });
});
