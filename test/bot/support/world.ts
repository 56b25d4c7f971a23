import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, onTestFinished, vi } from "vitest";
import type { Stage } from "./stage.js";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** The command as users get it, bundled from the sources as they are, for this test file alone. */
const built = (() => {
  const folder = mkdtempSync(join(tmpdir(), "async-fix-built-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  execFileSync(process.execPath, [join(ROOT, "scripts", "build.mjs"), folder], { stdio: "inherit" });
  return join(folder, "cli.js");
})();

/** Milliseconds. Each test runs the command and git many times; a busy machine takes its time. */
vi.setConfig({ testTimeout: 180_000 });

export interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

type Variables = Readonly<Record<string, string>>;

/** No settings of the machine's, so that nobody is known to git. */
function environment(more: Variables): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  return {
    PATH,
    HOME: "/nonexistent",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_SYSTEM: "/dev/null",
    ...more,
  };
}

/** Not in this process alone: the server that the command speaks to runs here. */
async function command(args: readonly string[], cwd: string, more: Variables): Promise<Ended> {
  try {
    const { stdout, stderr } = await run(process.execPath, [built, ...args], { cwd, env: environment(more) });
    return { status: 0, out: stdout, err: stderr };
  } catch (error) {
    const failed = error as { readonly code: number; readonly stdout: string; readonly stderr: string };
    return { status: failed.code, out: failed.stdout, err: failed.stderr };
  }
}

export function temporary(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "async-fix-bot-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Clones of one repository on a forge: people's, and the one that CI makes for the bot. */
export class World {
  constructor(readonly stage: Stage) {}

  /** git as a person, who may read and write. */
  async git(folder: string, ...args: readonly string[]): Promise<string> {
    const basic = Buffer.from(`${GIT_USERS[this.stage.name]}:${this.stage.token}`).toString("base64");
    const { stdout } = await run("git", ["-c", `http.extraHeader=Authorization: Basic ${basic}`, ...args], {
      cwd: folder,
      env: environment({
        GIT_AUTHOR_NAME: "Ann",
        GIT_AUTHOR_EMAIL: "ann@example.org",
        GIT_COMMITTER_NAME: "Ann",
        GIT_COMMITTER_EMAIL: "ann@example.org",
      }),
    });
    return stdout.trimEnd();
  }

  async clone(...options: readonly string[]): Promise<string> {
    const folder = temporary();
    await this.git(folder, "clone", "-q", ...options, this.stage.remote, "work");
    return join(folder, "work");
  }

  /** The first commit of main. */
  async seed(files: Readonly<Record<string, string>>): Promise<void> {
    const folder = temporary();
    await this.git(folder, "init", "-q", "-b", "main");
    await this.commit(folder, "Roles as they are", files);
    await this.git(folder, "push", "-q", this.stage.remote, "main");
    await this.stage.ready();
  }

  async commit(folder: string, message: string, files: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    await this.git(folder, "add", "-A");
    await this.git(folder, "commit", "-q", "-m", message);
  }

  /** A person commits to a branch on the forge. */
  async change(branch: string, message: string, files: Readonly<Record<string, string>>): Promise<string> {
    const folder = await this.clone("--branch", branch);
    await this.commit(folder, message, files);
    await this.git(folder, "push", "-q", "origin", `HEAD:refs/heads/${branch}`);
    return this.git(folder, "rev-parse", "HEAD");
  }

  /** Runs the bot in a clone, or in a fresh one. */
  async bot(args: readonly string[] = [], { folder, variables = {} }: BotCall = {}): Promise<Ended> {
    const { stage } = this;
    const where = folder ?? (await this.clone());
    return command(["pr", "--forge", stage.name, ...args], where, {
      [stage.variable]: stage.token,
      ...variables,
    });
  }

  /** `ref subject` of what is on the forge beside main: `git ls-remote`. */
  async tips(): Promise<Readonly<Record<string, string>>> {
    const lines = (await this.git("/", "ls-remote", this.stage.remote, "refs/heads/*")).split("\n");
    return Object.fromEntries(
      lines.filter(Boolean).map((line) => {
        const [tip = "", ref = ""] = line.split("\t");
        return [ref.slice("refs/heads/".length), tip];
      }),
    );
  }

  /** What a branch has beyond main, the oldest first, in a format of git log's. */
  async log(branch: string, format = "%s"): Promise<readonly string[]> {
    const folder = await this.clone("--branch", branch);
    const out = await this.git(folder, "log", "--reverse", `--format=${format}`, `origin/main..${branch}`);
    return out === "" ? [] : out.split("\n");
  }

  async file(branch: string, path: string): Promise<string> {
    const folder = await this.clone("--branch", branch);
    return this.git(folder, "show", `${branch}:${path}`);
  }
}

interface BotCall {
  readonly folder?: string;
  readonly variables?: Variables;
}

const GIT_USERS = { github: "x-access-token", gitlab: "oauth2", gitea: "team" } as const;
