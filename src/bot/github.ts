import { Octokit } from "@octokit/core";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { VERSION } from "../version.js";
import { Outrun } from "./error.js";
import type { Forge, ForgeAccess, NewRequest, Request } from "./forge.js";
import { refusal } from "./refusal.js";

/** A body over 65536 characters is refused with 422. */
const BODY_LIMIT = 65_000;
const PAGE = 100;
/** Seconds. A rate limit that lasts longer ends the run: CI is paid by the minute. */
const LONGEST_WAIT = 120;
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

interface Pull {
  readonly number: number;
  readonly html_url: string;
  readonly state: string;
  readonly merged_at: string | null;
  readonly title: string;
  readonly body: string | null;
  readonly user: { readonly login: string } | null;
  readonly head: { readonly ref: string; readonly sha: string };
  readonly base: { readonly ref: string };
}

function requestOf(pull: Pull): Request {
  return {
    number: pull.number,
    url: pull.html_url,
    state: pull.merged_at !== null ? "merged" : pull.state === "open" ? "open" : "closed",
    title: pull.title,
    body: pull.body ?? "",
    branch: pull.head.ref,
    base: pull.base.ref,
    head: pull.head.sha,
    author: pull.user?.login ?? "",
  };
}

/** GitHub and GitHub Enterprise, through Octokit with its plugins for back-off and rate limits. */
export function github(access: ForgeAccess): Forge {
  const [owner = "", repo = ""] = access.path.split("/");
  const Client = Octokit.plugin(retry, throttling);
  const client = new Client({
    auth: access.token,
    baseUrl: access.api,
    userAgent: `async-fix/${VERSION}`,
    log: SILENT,
    throttle: {
      onRateLimit: (after, _options, _octokit, count) => after <= LONGEST_WAIT && count < 2,
      onSecondaryRateLimit: (after, _options, _octokit, count) => after <= LONGEST_WAIT && count < 2,
    },
  });
  const here = { owner, repo };

  async function asked<T>(doing: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      const status =
        error instanceof Error && "status" in error && typeof error.status === "number" ? error.status : 0;
      throw refusal(
        "github",
        access.tokenFrom,
        status,
        error instanceof Error ? error.message : String(error),
        doing,
      );
    }
  }

  /** Of all pages; `want` drops what does not belong, such as a fork's branch of the same name. */
  async function pulls(
    query: { readonly state: "all" | "open"; readonly head?: string },
    doing: string,
  ): Promise<readonly Request[]> {
    const found: Request[] = [];
    for (let page = 1; ; page++) {
      const { data } = await asked(doing, () =>
        client.request("GET /repos/{owner}/{repo}/pulls", {
          ...here,
          ...query,
          sort: "created",
          direction: "desc",
          per_page: PAGE,
          page,
        }),
      );
      const own = data.filter((pull) => pull.head.user?.login.toLowerCase() === owner.toLowerCase());
      found.push(...own.map((pull) => requestOf(pull)));
      if (data.length < PAGE) return found;
    }
  }

  return {
    name: "github",
    noun: "pull request",
    bodyLimit: BODY_LIMIT,

    requestsFrom: async (branch) =>
      (await pulls({ state: "all", head: `${owner}:${branch}` }, "list pull requests")).filter(
        (request) => request.branch === branch,
      ),

    openRequests: async (prefix) =>
      (await pulls({ state: "open" }, "list pull requests")).filter((request) =>
        request.branch.startsWith(prefix),
      ),

    open: async (wanted) => {
      const request = await asked("open a pull request", async () => {
        try {
          const { data } = await client.request("POST /repos/{owner}/{repo}/pulls", {
            ...here,
            title: wanted.title,
            body: wanted.body,
            head: wanted.branch,
            base: wanted.base,
            draft: wanted.draft,
          });
          return requestOf(data);
        } catch (error) {
          if (error instanceof Error && error.message.includes("A pull request already exists"))
            return undefined;
          throw error;
        }
      });
      if (request === undefined) throw new Outrun("another run has opened the pull request meanwhile");
      return { request, warnings: await decorate(request.number, wanted) };
    },

    update: async (number, body) => {
      await asked("update the pull request", () =>
        client.request("PATCH /repos/{owner}/{repo}/pulls/{pull_number}", {
          ...here,
          pull_number: number,
          body,
        }),
      );
    },

    comments: async (number) => {
      const texts: string[] = [];
      for (let page = 1; ; page++) {
        const { data } = await asked("read comments", () =>
          client.request("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
            ...here,
            issue_number: number,
            per_page: PAGE,
            page,
          }),
        );
        texts.push(...data.map((comment) => comment.body ?? ""));
        if (data.length < PAGE) return texts;
      }
    },

    comment: async (number, body) => {
      await asked("comment", () =>
        client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
          ...here,
          issue_number: number,
          body,
        }),
      );
    },

    close: async (number) => {
      await asked("close the pull request", () =>
        client.request("PATCH /repos/{owner}/{repo}/pulls/{pull_number}", {
          ...here,
          pull_number: number,
          state: "closed",
        }),
      );
    },
  };

  /** Labels and reviewers. A wrong name is no reason to lose the pull request over. */
  async function decorate(number: number, { labels, reviewers }: NewRequest): Promise<readonly string[]> {
    const warnings: string[] = [];
    const attempt = async (what: string, call: () => Promise<unknown>): Promise<void> => {
      try {
        await asked(what, call);
      } catch (error) {
        warnings.push(error instanceof Error ? error.message : String(error));
      }
    };
    if (labels.length > 0) {
      await attempt("add the labels", () =>
        client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/labels", {
          ...here,
          issue_number: number,
          labels: [...labels],
        }),
      );
    }
    if (reviewers.length > 0) {
      // `organisation/team` asks a team.
      const team_reviewers = reviewers
        .filter((name) => name.includes("/"))
        .map((name) => name.slice(name.indexOf("/") + 1));
      await attempt("ask for the reviews", () =>
        client.request("POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers", {
          ...here,
          pull_number: number,
          reviewers: reviewers.filter((name) => !name.includes("/")),
          team_reviewers,
        }),
      );
    }
    return warnings;
  }
}
