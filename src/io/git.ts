import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { GitError } from "./git-error.js";
import { gitIn, quoted } from "./git-process.js";
import { repositoryRoot } from "./repository.js";

/** Why a file is not as its last commit has it. */
export type Dirt = "changed" | "untracked";

/**
 * The files that differ from where the current branch left `ref` (from `ref` itself where the two have no
 * common commit, as in a shallow clone): committed, staged, not staged, and untracked ones that git does not
 * ignore. Deleted files are not among them.
 *
 * @param cwd absolute
 * @returns absolute paths, links resolved, as `DiscoveredFile.path`
 * @throws GitError where there is no repository, no such ref or no git
 */
export function changedSince(ref: string, cwd: string): ReadonlySet<string> {
  const root = repositoryRoot(realpathSync.native(cwd));
  if (root === undefined) throw new GitError("--since needs a git repository, and there is none here");
  // What begins with `-` git would take for an option; what has a NUL no process can be given.
  if (ref === "" || ref.startsWith("-") || ref.includes("\0"))
    throw new GitError(`${quoted(ref)} is not a git ref`);
  const git = gitIn(root);
  const commit = git.answers(["rev-parse", "--verify", "--quiet", `${ref}^{commit}`])?.trim();
  if (commit === undefined)
    throw new GitError(`git knows no commit ${quoted(ref)}; fetch it, or name another`);
  const base = git.answers(["merge-base", commit, "HEAD"])?.trim() ?? commit;
  const tracked = git.run([...DIFF_NAMES, base, "--"]);
  const untracked = git.run(["ls-files", "--others", "--exclude-standard", "-z"]);
  return new Set(
    (tracked + untracked)
      .split("\0")
      .filter(Boolean)
      .map((name) => `${root}/${name}`),
  );
}

const DIFF_NAMES = [
  "diff",
  "--name-only",
  "-z",
  "--no-renames",
  "--no-ext-diff",
  "--no-textconv",
  "--no-relative",
  "--ignore-submodules=all",
  "--diff-filter=d",
] as const;

/**
 * Which of the files have changes that git has not committed, so that it can't give back what a write replaces.
 * As for `cargo fix`, that is also an untracked file; one that git ignores is nobody's history and is clean.
 *
 * Files in no repository are not asked about: there is nothing that git could give back.
 *
 * @param paths absolute, links resolved
 * @throws GitError where git can't be asked: the caller can't know then that the files are clean
 */
export function dirtyFiles(paths: readonly string[]): ReadonlyMap<string, Dirt> {
  const dirty = new Map<string, Dirt>();
  for (const [root, inside] of byRepository(paths)) addDirty(dirty, root, inside);
  return dirty;
}

/** A submodule's files belong to the submodule. */
function byRepository(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const root = repositoryRoot(dirname(path));
    if (root === undefined) continue;
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [path]);
    else group.push(path);
  }
  return groups;
}

/** Two processes for a repository, however many files. */
function addDirty(dirty: Map<string, Dirt>, root: string, paths: readonly string[]): void {
  const prefix = root.endsWith("/") ? root : `${root}/`;
  const wanted = new Set(paths);
  const names = paths.map((path) => path.slice(prefix.length));
  // Beyond what a command line surely holds git lists all that is dirty, and the set picks.
  const asked = names.reduce((total, name) => total + name.length, 0) < MAX_ARGUMENT_UNITS ? names : [];
  for (const entry of gitIn(root)
    .run([...STATUS, "--", ...asked])
    .split("\0")) {
    const path = prefix + entry.slice(3);
    if (wanted.has(path)) dirty.set(path, entry.startsWith("??") ? "untracked" : "changed");
  }
}

/** Linux takes 128 KiB at least, in bytes; a UTF-16 unit has at most three in UTF-8. */
const MAX_ARGUMENT_UNITS = 30_000;

/** In porcelain v1 an entry is `XY path`; with --no-renames it is one path each. */
const STATUS = [
  "--literal-pathspecs",
  "status",
  "--porcelain=v1",
  "-z",
  "--no-renames",
  "--untracked-files=all",
  "--ignore-submodules=all",
] as const;
