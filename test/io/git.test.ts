import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, rmSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { changedSince, dirtyFiles } from "../../src/io/git.js";
import { GitError } from "../../src/io/git-error.js";
import { repositoryRoot } from "../../src/io/repository.js";
import { fill, temporaryFolder } from "./folder.js";

function git(folder: string, ...args: readonly string[]): void {
  const who = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
  execFileSync("git", ["-C", folder, ...who, ...args], { stdio: "ignore" });
}

function repository(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder(files);
  git(root, "init", "-q", "-b", "main");
  git(root, "add", ".");
  git(root, "commit", "-qm", "first");
  return root;
}

function inside(root: string, paths: Iterable<string>): string[] {
  return [...paths].map((path) => path.slice(root.length + 1)).sort();
}

afterEach(() => vi.unstubAllEnvs());

describe("repositoryRoot", () => {
  it("is the nearest folder with .git, which may be a file", () => {
    const top = temporaryFolder({ ".git/": "", "a/b/": "", "sub/.git": "gitdir: x", "sub/c/": "" });
    expect(repositoryRoot(`${top}/a/b`)).toBe(top);
    expect(repositoryRoot(`${top}/sub/c`)).toBe(`${top}/sub`);
    expect(repositoryRoot("/")).toBe(existsSync("/.git") ? "/" : undefined);
  });
});

describe("changedSince", () => {
  it("gives what differs from where the branch left the ref, and what is untracked", () => {
    const root = repository({
      "same.yml": "",
      "committed.yml": "",
      "staged.yml": "",
      "open.yml": "",
      "gone.yml": "",
    });
    git(root, "checkout", "-qb", "work");
    fill(root, { "committed.yml": "1" });
    git(root, "commit", "-qam", "second");
    git(root, "checkout", "-q", "main");
    fill(root, { "same.yml": "changed on main only" });
    git(root, "commit", "-qam", "third");
    git(root, "checkout", "-q", "work");
    fill(root, { ".gitignore": "ignored.yml", "ignored.yml": "", "staged.yml": "1", "a/new ü\n.yml": "" });
    git(root, "add", "staged.yml");
    fill(root, { "open.yml": "1" });
    rmSync(`${root}/gone.yml`);
    const expected = [".gitignore", "a/new ü\n.yml", "committed.yml", "open.yml", "staged.yml"];
    expect(inside(root, changedSince("main", root))).toEqual(expected);
    // From a folder below, all the same.
    expect(inside(root, changedSince("main", `${root}/a`))).toEqual(expected);
  });

  it.each(["--output=/tmp/x", "-x", "", "a\0b"])("refuses %j, which is no ref", (ref) => {
    const root = repository({ "a.yml": "" });
    expect(() => changedSince(ref, root)).toThrow(/is not a git ref$/);
  });

  it("says what is missing", () => {
    const root = repository({ "a.yml": "" });
    const message = 'git knows no commit "nowhere"; fetch it, or name another';
    expect(() => changedSince("nowhere", root)).toThrow(new GitError(message));
    expect(() => changedSince("main", temporaryFolder())).toThrow("needs a git repository");
    vi.stubEnv("PATH", "/nowhere");
    expect(() => changedSince("main", root)).toThrow(
      new GitError("git is not installed, or not on the PATH"),
    );
  });

  it("says in one line that git failed", () => {
    const root = temporaryFolder({ ".git/": "", "a.yml": "" });
    expect(() => changedSince("main", root)).toThrow(/^git failed: fatal: not a git repository[^\n]*$/);
  });
});

describe("dirtyFiles", () => {
  it("tells changed and untracked files from clean and ignored ones", () => {
    const root = repository({
      "clean.yml": "",
      "open.yml": "",
      "staged.yml": "",
      "*.yml": "",
      ".gitignore": "ig.yml",
    });
    fill(root, { "open.yml": "1", "staged.yml": "1", "d/new.yml": "", "ig.yml": "", "unasked.yml": "" });
    git(root, "add", "staged.yml");
    const asked = ["clean.yml", "open.yml", "staged.yml", "d/new.yml", "ig.yml", "*.yml"];
    const dirty = dirtyFiles(asked.map((name) => `${root}/${name}`));
    expect(Object.fromEntries(dirty)).toEqual({
      [`${root}/open.yml`]: "changed",
      [`${root}/staged.yml`]: "changed",
      [`${root}/d/new.yml`]: "untracked",
    });
  });

  it("takes more paths than a command line holds, of several repositories and of none", () => {
    const root = repository({ "a.yml": "", "sub/": "" });
    fill(root, { "a.yml": "1" });
    git(root, "init", "-q", "sub");
    fill(root, { "sub/b.yml": "" });
    const many = Array.from({ length: 5000 }, (_, index) => `${root}/${"x".repeat(50)}${index}.yml`);
    const loose = `${temporaryFolder({ "c.yml": "" })}/c.yml`;
    expect(inside(root, dirtyFiles([...many, `${root}/a.yml`, `${root}/sub/b.yml`, loose]).keys())).toEqual([
      "a.yml",
      "sub/b.yml",
    ]);
  });

  it("knows a repository without a commit, and an environment of another repository", () => {
    const root = temporaryFolder({ "a.yml": "" });
    git(root, "init", "-q");
    git(root, "add", ".");
    vi.stubEnv("GIT_DIR", "/nowhere/.git");
    vi.stubEnv("GIT_INDEX_FILE", "/nowhere/index");
    expect([...dirtyFiles([`${root}/a.yml`]).values()]).toEqual(["changed"]);
    vi.unstubAllEnvs();
    expect(() => changedSince("HEAD", root)).toThrow("git knows no commit");
  });

  it("runs nothing that the repository's configuration names", () => {
    const root = repository({ "a.yml": "1", ".gitattributes": "*.yml filter=a=b diff=d" });
    const bait = `${root}/bait`;
    fill(root, { bait: `#!/bin/sh\ntouch "${root}/caught"\ncat\n` });
    chmodSync(bait, 0o755);
    const settings = ["core.fsmonitor", "diff.external", "diff.d.command", "diff.d.textconv"];
    for (const name of settings) git(root, "config", name, bait);
    for (const name of ["clean", "process"]) git(root, "config", `filter.a=b.${name}`, bait);
    git(root, "config", "filter.a=b.required", "true");
    fill(root, { "a.yml": "2" });

    expect([...dirtyFiles([`${root}/a.yml`]).values()]).toEqual(["changed"]);
    expect(inside(root, changedSince("HEAD", root))).toContain("a.yml");
    expect(existsSync(`${root}/caught`)).toBe(false);
    // The bait is a real one: plain git takes it (and fails, as it is no good as a filter process).
    spawnSync("git", ["-C", root, "status"], { stdio: "ignore" });
    expect(existsSync(`${root}/caught`)).toBe(true);
  });
});
