import { VERSION } from "../version.js";
import { BotError, Outrun } from "./error.js";
import type { Forge, ForgeAccess, NewRequest, Request } from "./forge.js";
import { refusal } from "./refusal.js";
import { retrying } from "./retry.js";

/** The column is a LONGTEXT; nobody reads that far. */
const BODY_LIMIT = 250_000;
/** The default of MAX_RESPONSE_ITEMS; a larger number is cut down to it. */
const PAGE = 50;
/** Milliseconds. */
const TIME_LIMIT = 60_000;

interface Pull {
  readonly number: number;
  readonly html_url: string;
  readonly state: string;
  readonly merged: boolean;
  readonly title: string;
  readonly body: string;
  readonly user: { readonly login: string };
  readonly head: { readonly ref: string; readonly sha: string; readonly repo_id: number };
  readonly base: { readonly ref: string; readonly repo_id: number };
}

interface Label {
  readonly id: number;
  readonly name: string;
}

function requestOf(pull: Pull): Request {
  return {
    number: pull.number,
    url: pull.html_url,
    state: pull.merged ? "merged" : pull.state === "open" ? "open" : "closed",
    title: pull.title,
    body: pull.body,
    branch: pull.head.ref,
    base: pull.base.ref,
    head: pull.head.sha,
    author: pull.user.login,
  };
}

/** Gitea and Forgejo: their API is small enough for `fetch`. */
export function gitea(access: ForgeAccess): Forge {
  const root = `${access.api}/repos/${access.path.split("/").map(encodeURIComponent).join("/")}`;

  async function call(
    doing: string,
    method: "GET" | "POST" | "PATCH",
    path: string,
    body?: object,
  ): Promise<unknown> {
    const answer = await retrying(async () => {
      const response = await fetch(`${root}${path}`, {
        method,
        headers: {
          authorization: `token ${access.token}`,
          accept: "application/json",
          "user-agent": `async-fix/${VERSION}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        signal: AbortSignal.timeout(TIME_LIMIT),
        redirect: "error",
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const retryAfter = response.headers.get("retry-after");
      return { status: response.status, retryAfter, text: await response.text() };
    }).catch((error: unknown) => {
      const why = error instanceof Error ? (error.cause instanceof Error ? error.cause : error).message : "";
      throw new BotError(`gitea can't be reached to ${doing}: ${why}`);
    });
    if (answer.status === 409 && doing === OPENING)
      throw new Outrun("another run has opened the pull request meanwhile");
    if (answer.status >= 300)
      throw refusal("gitea", access.tokenFrom, answer.status, said(answer.text), doing);
    return answer.text === "" ? undefined : (JSON.parse(answer.text) as unknown);
  }

  async function* pulls(state: "all" | "open"): AsyncGenerator<Request> {
    for (let page = 1; ; page++) {
      const query = `?state=${state}&sort=recentupdate&limit=${PAGE}&page=${page}`;
      const found = (await call("list pull requests", "GET", `/pulls${query}`)) as readonly Pull[];
      for (const pull of found) if (pull.head.repo_id === pull.base.repo_id) yield requestOf(pull);
      if (found.length === 0) return;
    }
  }

  async function matching(
    state: "all" | "open",
    wanted: (request: Request) => boolean,
  ): Promise<readonly Request[]> {
    const found: Request[] = [];
    for await (const request of pulls(state)) if (wanted(request)) found.push(request);
    return found.sort((a, b) => b.number - a.number);
  }

  /** Labels go by number there, and are not made by naming them. */
  async function labelIds(names: readonly string[]): Promise<readonly number[]> {
    if (names.length === 0) return [];
    const known = new Map<string, number>();
    for (let page = 1; ; page++) {
      const found = (await call(
        "list labels",
        "GET",
        `/labels?limit=${PAGE}&page=${page}`,
      )) as readonly Label[];
      for (const { name, id } of found) known.set(name, id);
      if (found.length === 0) break;
    }
    const ids: number[] = [];
    for (const name of names) {
      const id =
        known.get(name) ??
        ((await call("make a label", "POST", "/labels", { name, color: "#0969da" })) as Label).id;
      ids.push(id);
    }
    return ids;
  }

  async function decorate(number: number, { labels, reviewers }: NewRequest): Promise<readonly string[]> {
    const warnings: string[] = [];
    const attempt = async (work: () => Promise<unknown>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        warnings.push(error instanceof Error ? error.message : String(error));
      }
    };
    if (labels.length > 0)
      await attempt(async () =>
        call("add the labels", "POST", `/issues/${number}/labels`, { labels: await labelIds(labels) }),
      );
    if (reviewers.length > 0)
      await attempt(() =>
        call("ask for the reviews", "POST", `/pulls/${number}/requested_reviewers`, { reviewers }),
      );
    return warnings;
  }

  return {
    name: "gitea",
    noun: "pull request",
    bodyLimit: BODY_LIMIT,
    requestsFrom: (branch) => matching("all", (request) => request.branch === branch),
    openRequests: (prefix) => matching("open", (request) => request.branch.startsWith(prefix)),
    open: async (wanted) => {
      const { title, body, branch, base, draft } = wanted;
      const pull = (await call(OPENING, "POST", "/pulls", {
        title: draft ? `WIP: ${title}` : title,
        body,
        head: branch,
        base,
      })) as Pull;
      return { request: requestOf(pull), warnings: await decorate(pull.number, wanted) };
    },
    update: async (number, body) => {
      await call("update the pull request", "PATCH", `/pulls/${number}`, { body });
    },
    comments: async (number) => {
      const found = (await call("read comments", "GET", `/issues/${number}/comments`)) as readonly {
        readonly body: string;
      }[];
      return found.map(({ body }) => body);
    },
    comment: async (number, body) => {
      await call("comment", "POST", `/issues/${number}/comments`, { body });
    },
    close: async (number) => {
      await call("close the pull request", "PATCH", `/pulls/${number}`, { state: "closed" });
    },
  };
}

const OPENING = "open a pull request";

function said(text: string): string {
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown };
    return typeof message === "string" ? message : "";
  } catch {
    return text.slice(0, 100);
  }
}
