import type { IncomingMessage } from "node:http";
import { Description } from "./description.js";
import { type Answer, type Call, type Kept, StandIn } from "./stand-in.js";

const DESCRIPTION = new Description();

/** Where GitHub and this stand-in could differ, this does what https://docs.github.com/rest/pulls says. */
export class GitHubStandIn extends StandIn {
  readonly name = "github";
  readonly variable = "GITHUB_TOKEN";
  readonly gitUser = "x-access-token";
  readonly apiPrefix = "/api/v3";
  /** Who the token belongs to. */
  login = "team-bot";

  pageOf(number: number): string {
    return `${this.url}/team/site/pull/${number}`;
  }

  protected authorized(request: IncomingMessage): boolean {
    return [`token ${this.token}`, `Bearer ${this.token}`].includes(request.headers.authorization ?? "");
  }

  protected async answer(call: Call): Promise<Answer> {
    this.wrong.push(...DESCRIPTION.checkRequest(call.method, call.path, call.query, call.body));
    const { status, body } = await this.#route(call);
    return { status, body: DESCRIPTION.shape(call.method, call.path, status, body) };
  }

  async #route({ method, path, query, body }: Call): Promise<Answer> {
    const [, , owner, repo, kind, numberText, part] = path.split("/");
    if (owner !== "team" || repo !== "site") return { status: 404, body: { message: "Not Found" } };
    const given = (body ?? {}) as Readonly<Record<string, unknown>>;
    if (kind === "pulls" && numberText === undefined)
      return method === "GET" ? this.#list(query) : this.#create(given);
    const kept = this.find(Number(numberText));
    if (kept === undefined) return { status: 404, body: { message: "Not Found" } };
    if (part === "comments") {
      if (method === "GET") return { status: 200, body: kept.comments.map((each) => ({ ...each })) };
      return { status: 201, body: this.comment(kept, String(given["body"])) };
    }
    if (part === "labels") {
      kept.labels.push(...(given["labels"] as readonly string[]));
      return { status: 200, body: kept.labels.map((name) => ({ name })) };
    }
    if (part === "requested_reviewers") {
      const names = given["reviewers"] as readonly string[];
      if (names.includes("stranger"))
        return { status: 422, body: { message: "Reviews may only be requested from collaborators." } };
      kept.reviewers.push(...names);
      return { status: 201, body: this.#pull(kept) };
    }
    if (typeof given["body"] === "string") kept.body = given["body"];
    if (given["state"] === "closed") kept.state = "closed";
    return { status: 200, body: this.#pull(kept) };
  }

  #list(query: URLSearchParams): Answer {
    const page = Number(query.get("page") ?? 1);
    const size = Number(query.get("per_page") ?? 30);
    const head = query.get("head");
    const found = this.kept
      .filter((kept) => query.get("state") === "all" || kept.state === "open")
      .filter((kept) => head === null || head === `${kept.owner}:${kept.branch}`)
      .reverse();
    return { status: 200, body: found.slice((page - 1) * size, page * size).map((kept) => this.#pull(kept)) };
  }

  async #create(given: Readonly<Record<string, unknown>>): Promise<Answer> {
    const [branch, base] = [String(given["head"]), String(given["base"])];
    const invalid = (message: string): Answer => ({
      status: 422,
      body: {
        message: `Validation Failed: ${message}`,
        documentation_url: "https://docs.github.com/rest",
        errors: [{ resource: "PullRequest", code: "custom", message }],
      },
    });
    const head = await this.tipOf(branch);
    if (head === undefined) return invalid("head is invalid");
    if (this.kept.some((kept) => kept.state === "open" && kept.branch === branch))
      return invalid(`A pull request already exists for team:${branch}.`);
    if (String(given["body"]).length > 65_536)
      return invalid("body is too long (maximum is 65536 characters)");
    const kept = this.add({
      title: String(given["title"]),
      body: String(given["body"]),
      branch,
      base,
      head,
      draft: given["draft"] === true,
    });
    return { status: 201, body: this.#pull(kept) };
  }

  #pull(kept: Kept): object {
    return {
      number: kept.number,
      html_url: this.pageOf(kept.number),
      state: kept.state === "open" ? "open" : "closed",
      merged: kept.state === "merged",
      merged_at: kept.state === "merged" ? "2026-01-01T00:00:00Z" : null,
      title: kept.title,
      body: kept.body,
      draft: kept.draft,
      user: { login: this.login },
      head: {
        ref: kept.branch,
        sha: kept.head,
        label: `${kept.owner}:${kept.branch}`,
        user: { login: kept.owner },
      },
      base: { ref: kept.base, sha: kept.head, label: `team:${kept.base}`, user: { login: "team" } },
      labels: kept.labels.map((name) => ({ name })),
    };
  }
}
