import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Request } from "../../../src/bot/forge.js";
import type { Stage } from "./stage.js";

const run = promisify(execFile);
const CACHE = fileURLToPath(new URL("../../../.cache/gitea/", import.meta.url));

/** A real Gitea, which scripts/gitea.sh builds: its program and the folder with its templates. */
export const GITEA: { readonly program: string; readonly files: string } | undefined = (() => {
  const program = process.env["ASYNC_FIX_GITEA"] ?? join(CACHE, "gitea");
  const files = process.env["ASYNC_FIX_GITEA_FILES"] ?? join(CACHE, "files");
  return existsSync(program) && existsSync(files) ? { program, files } : undefined;
})();

if (GITEA === undefined) console.warn("skipped: tests with a real Gitea (build one with scripts/gitea.sh)");

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

function settings(folder: string, files: string, port: number): string {
  return `I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
RUN_MODE = prod
WORK_PATH = ${folder}
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = ${port}
ROOT_URL = http://127.0.0.1:${port}/
DISABLE_SSH = true
OFFLINE_MODE = true
STATIC_ROOT_PATH = ${files}
[database]
DB_TYPE = sqlite3
PATH = ${folder}/gitea.db
[repository]
ROOT = ${folder}/repositories
[security]
INSTALL_LOCK = true
SECRET_KEY = 0123456789abcdef0123456789abcdef
[log]
LEVEL = Error
[indexer]
ISSUE_INDEXER_TYPE = db
[service]
DISABLE_REGISTRATION = true
`;
}

/** Starts a Gitea of its own, with one user and one token; repositories are made in it as tests need them. */
export class GiteaServer {
  #repositories = 0;

  private constructor(
    readonly url: string,
    readonly token: string,
    readonly stop: () => Promise<void>,
  ) {}

  static async start(): Promise<GiteaServer> {
    if (GITEA === undefined) throw new Error("there is no Gitea");
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "async-fix-gitea-")));
    const port = await freePort();
    const config = join(folder, "app.ini");
    mkdirSync(join(folder, "home"));
    writeFileSync(config, settings(folder, GITEA.files, port));
    const environment = { PATH: process.env["PATH"], HOME: join(folder, "home"), GITEA_WORK_DIR: folder };
    const gitea = (...args: readonly string[]): Promise<{ stdout: string }> =>
      run(GITEA?.program ?? "", ["--config", config, ...args], { env: environment });
    await gitea("migrate");
    const user = ["--username", "team", "--email", "team@example.org", "--password", "not-a-Secret-1"];
    const made = await gitea(
      "admin",
      "user",
      "create",
      ...user,
      "--admin",
      "--must-change-password=false",
      "--access-token",
      "--access-token-scopes",
      "write:repository,write:issue,write:user,write:admin",
    );
    const token = /[0-9a-f]{40}/.exec(made.stdout)?.[0];
    if (token === undefined) throw new Error(`no token: ${made.stdout}`);
    const server = spawn(GITEA.program, ["--config", config, "web"], { env: environment, stdio: "ignore" });
    const url = `http://127.0.0.1:${port}`;
    const stop = async (): Promise<void> => {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    };
    for (let tries = 0; tries < 100; tries++) {
      const answer = await fetch(`${url}/api/v1/version`).catch(() => undefined);
      if (answer?.ok === true) return new GiteaServer(url, token, stop);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await stop();
    throw new Error("Gitea does not start");
  }

  async call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { authorization: `token ${this.token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
    return isJson && text !== "" ? JSON.parse(text) : text;
  }

  async stage(): Promise<Stage> {
    const name = `site-${++this.#repositories}`;
    await this.call("POST", "/user/repos", { name, private: true, default_branch: "main" });
    const api = `/repos/team/${name}`;
    return {
      name: "gitea",
      remote: `${this.url}/team/${name}.git`,
      token: this.token,
      variable: "GITEA_TOKEN",
      requests: async () =>
        ((await this.call("GET", `${api}/pulls?state=all`)) as readonly Pull[])
          .map(
            (pull): Request => ({
              number: pull.number,
              url: pull.html_url,
              state: pull.merged ? "merged" : pull.state === "open" ? "open" : "closed",
              title: pull.title,
              body: pull.body,
              branch: pull.head.ref,
              base: pull.base.ref,
              head: pull.head.sha,
              author: "team",
            }),
          )
          .sort((a, b) => a.number - b.number),
      comments: async (number) =>
        ((await this.call("GET", `${api}/issues/${number}/comments`)) as readonly { body: string }[]).map(
          ({ body }) => body,
        ),
      labels: async (number) =>
        ((await this.call("GET", `${api}/issues/${number}/labels`)) as readonly { name: string }[]).map(
          ({ name: label }) => label,
        ),
      close: async (number) => {
        await this.call("PATCH", `${api}/pulls/${number}`, { state: "closed" });
      },
      edit: async (number, body) => {
        await this.call("PATCH", `${api}/pulls/${number}`, { body });
      },
      merge: async (number) => {
        // Gitea looks in the background whether a request can be merged.
        for (let tries = 0; ; tries++) {
          try {
            await this.call("POST", `${api}/pulls/${number}/merge`, { Do: "squash" });
            return;
          } catch (error) {
            if (tries > 50) throw error;
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
        }
      },
      violations: () => [],
      // Gitea takes note of a first push in the background; until then it has no pull requests.
      ready: async () => {
        for (let tries = 0; tries < 100; tries++) {
          const { empty } = (await this.call("GET", api)) as { readonly empty: boolean };
          if (!empty) return;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      },
      stop: async () => {},
    };
  }
}

interface Pull {
  readonly number: number;
  readonly html_url: string;
  readonly state: string;
  readonly merged: boolean;
  readonly title: string;
  readonly body: string;
  readonly head: { readonly ref: string; readonly sha: string };
  readonly base: { readonly ref: string };
}
