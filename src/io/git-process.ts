import { execFileSync } from "node:child_process";
import { GitError } from "./git-error.js";
import { codeOf } from "./problem.js";

/** git in one repository. */
export interface Git {
  /**
   * @param input what git reads from standard input
   * @throws GitError
   */
  run(args: readonly string[], input?: string): string;
  /** Undefined where git says no (exits with 1, or 128 for what is not there) without another reason. */
  answers(args: readonly string[]): string | undefined;
  /** The same with further environment variables. */
  with(variables: Readonly<Record<string, string>>): Git;
}

/**
 * A repository's own configuration can name programs to run, and a repository is hostile until proven otherwise.
 * Those that the commands here would run are switched off: hooks, fsmonitor and, one by one as there is no
 * switch for all, the filters that the repository itself defines. The user's own filters (Git LFS) stay.
 * Needs git 2.31 (2021), the first to take settings from the environment.
 */
export function gitIn(root: string, setup: GitSetup = {}): Git {
  const filters = answers(
    root,
    ["config", "--show-scope", "-z", "--name-only", "--get-regexp", "^filter\\."],
    [],
  );
  const settings = [...filtersOff(filters ?? ""), ...(setup.settings ?? [])];
  const withVariables = (variables: Readonly<Record<string, string>>): Git => ({
    run: (args, input) => execute(root, args, settings, { variables, input }),
    answers: (args) => answers(root, args, settings, { variables }),
    with: (more) => withVariables({ ...variables, ...more }),
  });
  return withVariables(setup.variables ?? {});
}

/** What one caller of git needs beside what all need. Given to git in its environment, which no other user can read. */
export interface GitSetup {
  readonly settings?: readonly Setting[];
  readonly variables?: Readonly<Record<string, string>>;
}

interface Call {
  readonly variables?: Readonly<Record<string, string>> | undefined;
  readonly input?: string | undefined;
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

function answers(
  root: string,
  args: readonly string[],
  settings: readonly Setting[],
  call: Call = {},
): string | undefined {
  try {
    return execute(root, args, settings, call);
  } catch (error) {
    if (error instanceof GitError && error.cause === NO) return undefined;
    throw error;
  }
}

/** The cause of a GitError where git ran, and only said no. */
const NO = Symbol("no");

function execute(root: string, args: readonly string[], settings: readonly Setting[], call: Call): string {
  try {
    return execFileSync("git", args, {
      cwd: root,
      env: { ...environment(settings), ...call.variables },
      encoding: "utf8",
      maxBuffer: 1024 * 1024 * 1024,
      stdio: [call.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      ...(call.input === undefined ? {} : { input: call.input }),
    });
  } catch (error) {
    throw explained(root, error);
  }
}

/** A key and its value. In the environment, as `git -c` splits a key that has a `=` in it. */
export type Setting = readonly [string, string];

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

/** Traces go where only errors are expected, and some show the headers that a token is in. */
const TRACING = /^GIT_(?:TRACE|CURL_VERBOSE)/;

/** Nothing locks the index, asks for a password or fetches (a partial clone's remote may name a program). */
function environment(settings: readonly Setting[]): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !OF_ONE_REPOSITORY.has(name) && !TRACING.test(name),
  );
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
  const lines = said.split("\n");
  const fatal =
    lines.find((line) => line.startsWith("fatal:")) ??
    lines.find((line) => line.startsWith(" ! [remote rejected]")) ??
    lines[0] ??
    "";
  const saysNo =
    (said === "" && error instanceof Error && "status" in error && error.status === 1) ||
    NO_COMMIT.test(said);
  return new GitError(`git failed: ${printable(fatal || String(error))}`, saysNo ? { cause: NO } : {});
}

/** Of HEAD before the first commit. */
const NO_COMMIT = /^fatal: Not a valid (?:object|commit) name/;

/** A name from outside inside a message. */
export function quoted(text: string): string {
  return JSON.stringify(printable(text));
}

/** On one line, and without what a terminal would take for a command. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, " ");
}
