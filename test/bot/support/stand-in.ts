import { execFile } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Request } from "../../../src/bot/forge.js";
import { serveGit } from "./git-http.js";
import type { Fault } from "./stage.js";

const run = promisify(execFile);

/** A request as a stand-in keeps it. */
export interface Kept {
  number: number;
  title: string;
  body: string;
  /** Whose repository the branch is in: the team's own, or a fork. */
  owner: string;
  branch: string;
  base: string;
  state: "open" | "closed" | "merged";
  /** Kept from when it was closed; until then it is the branch's. */
  head: string;
  draft: boolean;
  labels: string[];
  reviewers: string[];
  comments: { readonly id: number; readonly body: string }[];
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A git server and a forge's API at one address: what both stand-ins have in common. */
export abstract class StandIn {
  readonly token = "tok_0123456789abcdefSECRET";
  readonly kept: Kept[] = [];
  readonly wrong: string[] = [];
  /** `POST /…` of every call of the API, in turn. */
  readonly calls: string[] = [];
  /** Answers to give instead, to the calls that match: once each. */
  readonly faults: { readonly on: RegExp; readonly fault: Fault }[] = [];
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "async-fix-forge-")));
  readonly repository = join(this.root, "team", "site.git");
  readonly #server: Server = createServer((request, response) => void this.#serve(request, response));
  /** Called before every push is taken. */
  beforePush: () => Promise<void> = async () => {};

  /** The user that git has to come with. */
  abstract readonly gitUser: string;
  abstract readonly apiPrefix: string;
  abstract pageOf(number: number): string;
  protected abstract authorized(request: IncomingMessage): boolean;
  protected abstract answer(call: Call): Promise<Answer>;

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get remote(): string {
    return `${this.url}/team/site.git`;
  }

  async start(): Promise<this> {
    await run("git", ["init", "-q", "--bare", "-b", "main", this.repository]);
    await run("git", ["-C", this.repository, "config", "http.receivepack", "true"]);
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.root, { recursive: true, force: true });
  }

  async git(...args: readonly string[]): Promise<string> {
    const who = ["-c", "user.name=Merger", "-c", "user.email=merger@example.org"];
    return (await run("git", ["-C", this.repository, ...who, ...args])).stdout.trim();
  }

  async tipOf(branch: string): Promise<string | undefined> {
    try {
      return await this.git("rev-parse", "--verify", "--quiet", `refs/heads/${branch}`);
    } catch {
      return undefined;
    }
  }

  /** Follows the branches: an open request ends where its branch does, and closes when that is deleted. */
  async follow(): Promise<void> {
    for (const kept of this.kept) {
      if (kept.state !== "open" || kept.owner !== "team") continue;
      const tip = await this.tipOf(kept.branch);
      if (tip === undefined) kept.state = "closed";
      else kept.head = tip;
    }
  }

  find(number: number): Kept | undefined {
    return this.kept.find((kept) => kept.number === number);
  }

  add(wanted: Pick<Kept, "title" | "body" | "branch" | "base" | "head" | "draft">): Kept {
    const kept: Kept = {
      ...wanted,
      owner: "team",
      number: this.kept.length + 1,
      state: "open",
      labels: [],
      reviewers: [],
      comments: [],
    };
    this.kept.push(kept);
    return kept;
  }

  comment(kept: Kept, body: string): { readonly id: number; readonly body: string } {
    const comment = { id: kept.number * 100 + kept.comments.length, body };
    kept.comments.push(comment);
    return comment;
  }

  async requests(): Promise<readonly Request[]> {
    await this.follow();
    return this.kept.map(({ number, state, title, body, branch, base, head }) => ({
      number,
      url: this.pageOf(number),
      state,
      title,
      body,
      branch,
      base,
      head,
      author: "bot",
    }));
  }

  async comments(number: number): Promise<readonly string[]> {
    return (this.find(number)?.comments ?? []).map(({ body }) => body);
  }

  async labels(number: number): Promise<readonly string[]> {
    return this.find(number)?.labels ?? [];
  }

  async close(number: number): Promise<void> {
    await this.follow();
    const kept = this.find(number);
    if (kept !== undefined) kept.state = "closed";
  }

  async edit(number: number, body: string): Promise<void> {
    const kept = this.find(number);
    if (kept !== undefined) kept.body = body;
  }

  async merge(number: number): Promise<void> {
    await this.follow();
    const kept = this.find(number);
    if (kept === undefined) throw new Error(`no request ${number}`);
    const tree = await this.git("rev-parse", `${kept.head}^{tree}`);
    const squashed = await this.git("commit-tree", tree, "-p", `refs/heads/${kept.base}`, "-m", kept.title);
    await this.git("update-ref", `refs/heads/${kept.base}`, squashed);
    kept.state = "merged";
  }

  async ready(): Promise<void> {}

  violations(): readonly string[] {
    return this.wrong;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.url);
    if (!url.pathname.startsWith(this.apiPrefix)) {
      if (!this.#knowsGitUser(request))
        return void response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
      if (url.pathname.endsWith("/git-receive-pack")) await this.beforePush();
      return serveGit(this.root, request, response);
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const call: Call = {
      method: request.method ?? "",
      path: url.pathname.slice(this.apiPrefix.length),
      query: url.searchParams,
      body: text === "" ? undefined : JSON.parse(text),
    };
    const line = `${call.method} ${call.path}`;
    this.calls.push(line);
    const send = ({ status, body }: Answer, headers: Readonly<Record<string, string>> = {}): void => {
      response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(JSON.stringify(body));
    };
    const fault = this.faults.findIndex(({ on }) => on.test(line));
    if (fault !== -1) {
      const [found] = this.faults.splice(fault, 1);
      return send(
        { status: found?.fault.status ?? 500, body: found?.fault.body ?? { message: "as told" } },
        found?.fault.headers,
      );
    }
    if (!this.authorized(request)) return send({ status: 401, body: { message: "Bad credentials" } });
    await this.follow();
    try {
      send(await this.answer(call));
    } catch (error) {
      this.wrong.push(`${line}: ${String(error)}`);
      send({ status: 500, body: { message: String(error) } });
    }
  }

  #knowsGitUser(request: IncomingMessage): boolean {
    const sent = request.headers.authorization?.replace(/^Basic /, "") ?? "";
    return Buffer.from(sent, "base64").toString() === `${this.gitUser}:${this.token}`;
  }
}
