import { execFileSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { codeOf } from "./problem.js";
import { repositoryRoot } from "./repository.js";

/** git could not answer. The message is one line that says why and what to do. */
export class GitError extends Error {
  override readonly name = "GitError";
}

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

interface Git {
  /** @throws GitError */
  run(args: readonly string[]): string;
  /** Undefined where git says no (exits with 1, or 128 for what is not there) without another reason. */
  answers(args: readonly string[]): string | undefined;
}

/**
 * A repository's own configuration can name programs to run, and a repository is hostile until proven otherwise.
 * Those that the commands here would run are switched off: hooks, fsmonitor and, one by one as there is no
 * switch for all, the filters that the repository itself defines. The user's own filters (Git LFS) stay.
 * Needs git 2.31 (2021), the first to take settings from the environment.
 */
function gitIn(root: string): Git {
  const filters = answers(
    root,
    ["config", "--show-scope", "-z", "--name-only", "--get-regexp", "^filter\\."],
    [],
  );
  const settings = filtersOff(filters ?? "");
  return {
    run: (args) => execute(root, args, settings),
    answers: (args) => answers(root, args, settings),
  };
}

/** @param listed `scope NUL key NUL` for every filter setting */
function filtersOff(listed: string): readonly Setting[] {
  const fields = listed.split("\0");
  const off = new Set<string>();
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [scope, key] = [fields[at], fields[at + 1] ?? ""];
    if (scope === "local" || scope === "worktree") off.add(key.slice(0, key.lastIndexOf(".")));
  }
  return [...off].flatMap((filter): readonly Setting[] => [
    [`${filter}.clean`, ""],
    [`${filter}.smudge`, ""],
    [`${filter}.process`, ""],
    [`${filter}.required`, "false"],
  ]);
}

function answers(root: string, args: readonly string[], settings: readonly Setting[]): string | undefined {
  try {
    return execute(root, args, settings);
  } catch (error) {
    if (error instanceof GitError && error.cause === NO) return undefined;
    throw error;
  }
}

/** The cause of a GitError where git ran, and only said no. */
const NO = Symbol("no");

function execute(root: string, args: readonly string[], settings: readonly Setting[]): string {
  try {
    return execFileSync("git", args, {
      cwd: root,
      env: environment(settings),
      encoding: "utf8",
      maxBuffer: 1024 * 1024 * 1024,
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    throw explained(root, error);
  }
}

/** A key and its value. In the environment, as `git -c` splits a key that has a `=` in it. */
type Setting = readonly [string, string];

const HARDENED: readonly Setting[] = [
  ["core.fsmonitor", "false"],
  ["core.hooksPath", "/dev/null"],
];

/** What a surrounding git command (a hook) says of its own repository: `git rev-parse --local-env-vars`. */
const OF_ONE_REPOSITORY: ReadonlySet<string> = new Set([
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_COMMON_DIR",
  "GIT_DIR",
  "GIT_GRAFT_FILE",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_NO_REPLACE_OBJECTS",
  "GIT_OBJECT_DIRECTORY",
  "GIT_PREFIX",
  "GIT_REPLACE_REF_BASE",
  "GIT_SHALLOW_FILE",
  "GIT_WORK_TREE",
]);

/** Nothing locks the index, asks for a password or fetches (a partial clone's remote may name a program). */
function environment(settings: readonly Setting[]): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !OF_ONE_REPOSITORY.has(name));
  const before = Number(process.env["GIT_CONFIG_COUNT"] ?? 0);
  const all = [...HARDENED, ...settings];
  const numbered = all.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${before + index}`, key],
    [`GIT_CONFIG_VALUE_${before + index}`, value],
  ]);
  return {
    ...Object.fromEntries([...inherited, ...numbered]),
    GIT_CONFIG_COUNT: String(before + all.length),
    LC_ALL: "C",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ALLOW_PROTOCOL: "",
    GIT_NO_LAZY_FETCH: "1",
  };
}

function explained(root: string, error: unknown): GitError {
  if (codeOf(error) === "ENOENT") return new GitError("git is not installed, or not on the PATH");
  const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
  if (said.includes("dubious ownership")) {
    const remedy = `git config --global --add safe.directory ${quoted(root)}`;
    return new GitError(`git does not trust this repository, which another user owns; if you do: ${remedy}`);
  }
  const fatal = said.split("\n").find((line) => line.startsWith("fatal:")) ?? said.split("\n")[0] ?? "";
  const saysNo =
    (said === "" && error instanceof Error && "status" in error && error.status === 1) ||
    NO_COMMIT.test(said);
  return new GitError(`git failed: ${printable(fatal || String(error))}`, saysNo ? { cause: NO } : {});
}

/** Of HEAD before the first commit. */
const NO_COMMIT = /^fatal: Not a valid (?:object|commit) name/;

function quoted(text: string): string {
  return JSON.stringify(printable(text));
}

/** On one line, and without what a terminal would take for a command. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, " ");
}
