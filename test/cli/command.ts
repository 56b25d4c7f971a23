import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, onTestFinished } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The command as users get it, bundled from the sources as they are, for this test file alone. */
const built = (() => {
  const cache = join(ROOT, ".cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "built-"));
  // For the tests that run it as another user.
  chmodSync(folder, 0o755);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  execFileSync(process.execPath, [join(ROOT, "scripts", "build.mjs"), folder], { stdio: "inherit" });
  return join(folder, "cli.js");
})();

export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export interface CallOptions {
  readonly cwd: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** The user to run as; only root may choose. */
  readonly uid?: number;
}

/** The environment without what would colour the output or move git's or the user's settings. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
}

/** Runs the command and waits for its end. */
export function asyncFix(args: readonly string[], { cwd, input, env, uid }: CallOptions): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [built, ...args], {
    cwd,
    input: input ?? "",
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...cleanEnvironment(), ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  return { status, out: stdout, err: stderr };
}

/** The command for a shell's command line, quoted. */
export const COMMAND = `'${process.execPath}' '${built}'`;

/** A temporary folder with files, its links resolved, that goes when the test ends. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "async-fix-cli-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) put(folder, path, text);
  return folder;
}

export function put(folder: string, path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

export function text(folder: string, path: string): string {
  return readFileSync(join(folder, path), "utf8");
}

/** Makes the folder a git repository with everything in it committed. */
export function commitAll(folder: string, message = "all"): void {
  const git = (...args: readonly string[]): void => {
    execFileSync("git", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"], env: cleanEnvironment() });
  };
  git("init", "-q", "-b", "main");
  git("config", "user.email", "test@example.com");
  git("config", "user.name", "Test");
  git("add", "-A");
  git("commit", "-q", "-m", message);
}

/** What every failure has to look like: exit status 2 and lines of plain words, no stack trace. */
export function expectFailure({ status, err }: Ended, ...lines: readonly (string | RegExp)[]): void {
  expect(err).not.toMatch(/^\s+at /m);
  const said = err.split("\n").filter((line) => line.startsWith("error: "));
  expect(said).toHaveLength(lines.length);
  lines.forEach((line, i) => {
    if (typeof line === "string") expect(said[i]).toBe(`error: ${line}`);
    else expect(said[i]).toMatch(line);
  });
  expect(status).toBe(2);
}

/** A task whose async and poll both want fixing, with what they become. */
export const DUMP = "- name: Dump\n  command: pg_dump app\n  async: 60\n  poll: 2\n";
export const FIXED = "- name: Dump\n  command: pg_dump app\n  async: 3600\n  poll: 30\n";
