import { execFileSync } from "node:child_process";
import { chmodSync, symlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type DiscoverOptions, discover } from "../../src/io/discover.js";
import { isRoot, temporaryFolder, UNLESS_ROOT } from "./folder.js";

function options(cwd: string, more: Partial<DiscoverOptions> = {}): DiscoverOptions {
  return { exclude: [], useIgnore: true, cwd, parseYaml: JSON.parse, ...more };
}

function displays(
  cwd: string,
  paths: readonly string[] = ["."],
  more: Partial<DiscoverOptions> = {},
): string[] {
  return discover(paths, options(cwd, more)).files.map((file) => file.display);
}

describe("folders", () => {
  it("give their YAML files in the order of their names", () => {
    const cwd = temporaryFolder({
      "b.yml": "",
      "a.yaml": "",
      "c.txt": "",
      "r/t/main.yml": "",
      ".hidden/x.yml": "",
    });
    expect(displays(cwd)).toEqual([".hidden/x.yml", "a.yaml", "b.yml", "r/t/main.yml"]);
    expect(discover(["."], options(cwd)).files[1]).toEqual({ path: `${cwd}/a.yaml`, display: "a.yaml" });
  });

  it("are shown relative to the working directory, above it too", () => {
    const top = temporaryFolder({ "here/": "", "there/x.yml": "" });
    expect(displays(`${top}/here`, ["../there"])).toEqual(["../there/x.yml"]);
    expect(displays(`${top}/here`, [`${top}/there/`])).toEqual(["../there/x.yml"]);
  });

  it("that overlap give no file twice", () => {
    const cwd = temporaryFolder({ "a/x.yml": "", "a/b/y.yml": "" });
    expect(displays(cwd, ["a/b", "a", ".", "a/x.yml", "a/x.yml"]).sort()).toEqual(["a/b/y.yml", "a/x.yml"]);
  });

  it("leave out what is not theirs, .git always", () => {
    const files = { ".git/x.yml": "", "node_modules/x.yml": "", ".venv/x.yml": "", "x.yml": "" };
    const cwd = temporaryFolder(files);
    expect(displays(cwd)).toEqual(["x.yml"]);
    expect(displays(cwd, ["."], { useIgnore: false })).toEqual([
      ".venv/x.yml",
      "node_modules/x.yml",
      "x.yml",
    ]);
  });

  it("pass over a FIFO; a named one is a problem", () => {
    const cwd = temporaryFolder({ "x.yml": "" });
    execFileSync("mkfifo", [`${cwd}/fifo.yml`, `${cwd}/.gitignore`]);
    expect(displays(cwd)).toEqual(["x.yml"]);
    const { files, problems } = discover(["fifo.yml"], options(cwd));
    expect(files).toEqual([]);
    expect(problems).toEqual([{ path: "fifo.yml", message: "is not a regular file; name files or folders" }]);
  });

  it.skipIf(isRoot)(`that can't be read are a problem${UNLESS_ROOT}`, () => {
    const cwd = temporaryFolder({ "shut/x.yml": "", "y.yml": "" });
    chmodSync(`${cwd}/shut`, 0);
    const { files, problems } = discover(["."], options(cwd));
    chmodSync(`${cwd}/shut`, 0o755);
    expect(files.map((file) => file.display)).toEqual(["y.yml"]);
    expect(problems).toMatchObject([{ path: "shut", message: expect.stringContaining("permission denied") }]);
  });
});

describe("named paths", () => {
  it("are taken whatever their ending and whatever ignores them", () => {
    const cwd = temporaryFolder({ ".git/": "", ".gitignore": "*", "x.yml": "", playbook: "" });
    expect(displays(cwd, ["x.yml", "playbook"], { exclude: ["*"] })).toEqual(["x.yml", "playbook"]);
  });

  it("that are missing are a problem, and the others are found all the same", () => {
    const cwd = temporaryFolder({ "x.yml": "" });
    const { files, problems } = discover(["nowhere", "x.yml/y", "x.yml"], options(cwd));
    expect(files.map((file) => file.display)).toEqual(["x.yml"]);
    expect(problems.map((problem) => problem.path)).toEqual(["nowhere", "x.yml/y"]);
    expect(problems[0]?.message).toBe("does not exist; check the path");
  });
});

describe("symbolic links", () => {
  it("in folders are not followed, so that loops do no harm and nothing comes twice", () => {
    const outside = temporaryFolder({ "secret.yml": "", "d/x.yml": "" });
    const cwd = temporaryFolder({ "a/x.yml": "" });
    symlinkSync("..", `${cwd}/a/loop`);
    symlinkSync("self.yml", `${cwd}/self.yml`);
    symlinkSync("a/x.yml", `${cwd}/again.yml`);
    symlinkSync(`${outside}/secret.yml`, `${cwd}/out.yml`);
    symlinkSync(`${outside}/d`, `${cwd}/d`);
    const { files, problems } = discover(["."], options(cwd));
    expect(files.map((file) => file.display)).toEqual(["a/x.yml"]);
    expect(problems).toEqual([]);
  });

  it("that are named lead to a file inside the given paths, never outside", () => {
    const cwd = temporaryFolder({ "a/x.yml": "", "b/out.yml": "" });
    symlinkSync("a/x.yml", `${cwd}/in.yml`);
    symlinkSync("b/out.yml", `${cwd}/out.yml`);
    const { files, problems } = discover(["in.yml", "out.yml", "a"], options(cwd));
    expect(files.map((file) => file.display)).toEqual(["a/x.yml"]);
    const message = `is a symbolic link out of the given paths; name the real file, ${cwd}/b/out.yml`;
    expect(problems).toEqual([{ path: "out.yml", message }]);
  });

  it("to a folder that is named are that folder", () => {
    const cwd = temporaryFolder({ "real/x.yml": "" });
    symlinkSync("real", `${cwd}/link`);
    const { files, roots } = discover(["link"], options(cwd));
    expect(files).toEqual([{ path: `${cwd}/real/x.yml`, display: "link/x.yml" }]);
    expect(roots).toEqual([`${cwd}/real`]);
  });
});

describe(".gitignore", () => {
  it("counts from the repository's root down, the deeper the stronger", () => {
    const cwd = temporaryFolder({
      ".gitignore": "/*.yml",
      "repo/.git/info/exclude": "private.yml\n",
      "repo/.gitignore": "gen/\n*.tmp.yml\n",
      "repo/x.yml": "",
      "repo/private.yml": "",
      "repo/gen/x.yml": "",
      "repo/a/.gitignore": "!keep.tmp.yml\n/only.yml\n",
      "repo/a/keep.tmp.yml": "",
      "repo/a/drop.tmp.yml": "",
      "repo/a/only.yml": "",
      "repo/a/b/only.yml": "",
    });
    const kept = ["repo/a/b/only.yml", "repo/a/keep.tmp.yml", "repo/x.yml"];
    expect(displays(cwd, ["repo"])).toEqual(kept);
    expect(displays(cwd, ["repo/a"])).toEqual(kept.slice(0, 2));
    expect(displays(cwd, ["repo"], { useIgnore: false })).toHaveLength(7);
  });

  it("does not reach into a repository that is inside", () => {
    const cwd = temporaryFolder({
      ".git/": "",
      ".gitignore": "x.yml\n",
      "x.yml": "",
      "sub/.git": "gitdir: ../.git/modules/sub",
      "sub/x.yml": "",
    });
    expect(displays(cwd)).toEqual(["sub/x.yml"]);
  });

  it("counts without a repository from the working directory", () => {
    const top = temporaryFolder({
      ".gitignore": "*",
      "cwd/.gitignore": "y.yml",
      "cwd/a/x.yml": "",
      "cwd/a/y.yml": "",
    });
    expect(displays(`${top}/cwd`, ["a"])).toEqual(["a/x.yml"]);
  });
});

describe("--exclude", () => {
  const files = { "a/x.yml": "", "a/y.yml": "", "b/a/x.yml": "", "b/z.yml": "" };

  it.each([
    [["a"], ["b/z.yml"]],
    [["./a/x.yml"], ["a/y.yml", "b/a/x.yml", "b/z.yml"]],
    [["b/"], ["a/x.yml", "a/y.yml", "b/a/x.yml", "b/z.yml"].filter((name) => !name.startsWith("b"))],
    [["**/x.yml"], ["a/y.yml", "b/z.yml"]],
    [["{y,z}.yml"], ["a/x.yml", "b/a/x.yml"]],
  ])("%j leaves %j", (exclude, left) => {
    expect(displays(temporaryFolder(files), ["."], { exclude })).toEqual(left);
  });

  it("takes absolute globs, and counts with --no-ignore too", () => {
    const cwd = temporaryFolder(files);
    expect(displays(cwd, ["."], { exclude: [`${cwd}/b`], useIgnore: false })).toEqual(["a/x.yml", "a/y.yml"]);
  });
});

describe("ansible-lint's exclude_paths", () => {
  const files = { ".git/": "", "docs/x.yml": "", "docs-old/x.yml": "", "r/a.j2.yml": "", "r/b.yml": "" };
  const all = ["docs/x.yml", "docs-old/x.yml", "r/a.j2.yml", "r/b.yml"];
  const config = JSON.stringify({ exclude_paths: ["docs/", "*.j2.yml"] });

  it.each([".ansible-lint", ".ansible-lint.yml", ".ansible-lint.yaml", ".config/ansible-lint.yml"])(
    "in %s",
    (name) => {
      const cwd = temporaryFolder({ ...files, [name]: config });
      const found = displays(cwd).filter((display) => display !== name);
      expect(found).toEqual(["docs-old/x.yml", "r/b.yml"]);
      expect(displays(cwd, ["."], { useIgnore: false }).filter((display) => display !== name)).toEqual(all);
    },
  );

  it("are relative to the file also from a folder below and another working directory", () => {
    const cwd = temporaryFolder({ ...files, ".ansible-lint": config });
    expect(displays(`${cwd}/r`)).toEqual(["b.yml"]);
    expect(displays(`${cwd}/docs`, ["../r"])).toEqual(["../r/b.yml"]);
  });

  it.each(["{", "[]", '{"exclude_paths": "docs"}'])("that can't be read (%s) are a problem", (text) => {
    const cwd = temporaryFolder({ ...files, ".ansible-lint": text });
    const { files: found, problems } = discover(["."], options(cwd));
    expect(found.map((file) => file.display)).toEqual(all);
    expect(problems).toMatchObject([
      { path: ".ansible-lint", message: expect.stringMatching(/^its exclude_paths are not applied: ./) },
    ]);
  });
});
