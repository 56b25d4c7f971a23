import type { IncomingMessage } from "node:http";
import { type Answer, type Call, type Kept, StandIn } from "./stand-in.js";

/** The parameters that https://docs.gitlab.com/api/merge_requests/ names, of those calls that the bot makes. */
const TAKES: Readonly<Record<string, readonly string[]>> = {
  "GET merge_requests": ["source_branch", "state", "order_by", "sort", "per_page", "page"],
  "POST merge_requests": [
    "id",
    "source_branch",
    "target_branch",
    "title",
    "description",
    "labels",
    "reviewer_ids",
  ],
  "PUT merge_request": ["description", "state_event"],
  "GET notes": ["per_page", "page", "order_by", "sort"],
  "POST notes": ["body"],
  "GET users": ["username", "per_page", "page"],
};

/**
 * GitLab's published description is in no package that can be installed here, so this stand-in goes by its
 * documentation: the names of parameters are checked, answers have the fields that the bot reads.
 */
export class GitLabStandIn extends StandIn {
  readonly name = "gitlab";
  readonly variable = "GITLAB_TOKEN";
  readonly gitUser = "oauth2";
  readonly apiPrefix = "/api/v4";

  pageOf(number: number): string {
    return `${this.url}/team/site/-/merge_requests/${number}`;
  }

  protected authorized(request: IncomingMessage): boolean {
    return request.headers["private-token"] === this.token;
  }

  protected async answer({ method, path, query, body }: Call): Promise<Answer> {
    const given = (body ?? {}) as Readonly<Record<string, unknown>>;
    if (path === "/users") {
      this.#check(`${method} users`, [...query.keys()]);
      const username = query.get("username") ?? "";
      return { status: 200, body: username === "stranger" ? [] : [{ id: username.length, username }] };
    }
    const [, , project, , number, part] = path.split("/");
    if (decodeURIComponent(project ?? "") !== "team/site")
      return { status: 404, body: { message: "404 Project Not Found" } };
    if (number === undefined) {
      this.#check(`${method} merge_requests`, method === "GET" ? [...query.keys()] : Object.keys(given));
      return method === "GET" ? this.#list(query) : this.#create(given);
    }
    const kept = this.find(Number(number));
    if (kept === undefined) return { status: 404, body: { message: "404 Not found" } };
    if (part === "notes") {
      this.#check(`${method} notes`, method === "GET" ? [...query.keys()] : Object.keys(given));
      if (method === "GET") return { status: 200, body: kept.comments };
      return { status: 201, body: this.comment(kept, String(given["body"])) };
    }
    this.#check(`${method} merge_request`, Object.keys(given));
    if (typeof given["description"] === "string") kept.body = given["description"];
    if (given["state_event"] === "close") kept.state = "closed";
    return { status: 200, body: this.#mergeRequest(kept) };
  }

  #check(call: string, names: readonly string[]): void {
    const known = TAKES[call];
    if (known === undefined) this.wrong.push(`${call}: no such call`);
    else
      for (const name of names) if (!known.includes(name)) this.wrong.push(`${call}: no parameter ${name}`);
  }

  #list(query: URLSearchParams): Answer {
    const branch = query.get("source_branch");
    const found = this.kept
      .filter((kept) => query.get("state") !== "opened" || kept.state === "open")
      .filter((kept) => branch === null || branch === kept.branch)
      .reverse();
    return { status: 200, body: found.map((kept) => this.#mergeRequest(kept)) };
  }

  async #create(given: Readonly<Record<string, unknown>>): Promise<Answer> {
    const branch = String(given["source_branch"]);
    const head = await this.tipOf(branch);
    if (head === undefined) return { status: 400, body: { message: "source_branch is missing" } };
    if (this.kept.some((kept) => kept.state === "open" && kept.branch === branch)) {
      const message = ["Another open merge request already exists for this source branch: !1"];
      return { status: 409, body: { message } };
    }
    const kept = this.add({
      title: String(given["title"]),
      body: String(given["description"]),
      branch,
      base: String(given["target_branch"]),
      head,
      draft: String(given["title"]).startsWith("Draft: "),
    });
    if (typeof given["labels"] === "string") kept.labels.push(...given["labels"].split(","));
    kept.reviewers.push(...((given["reviewer_ids"] ?? []) as readonly number[]).map(String));
    return { status: 201, body: this.#mergeRequest(kept) };
  }

  #mergeRequest(kept: Kept): object {
    return {
      id: 1000 + kept.number,
      iid: kept.number,
      project_id: 7,
      web_url: this.pageOf(kept.number),
      state: kept.state === "open" ? "opened" : kept.state,
      title: kept.title,
      description: kept.body,
      source_branch: kept.branch,
      target_branch: kept.base,
      source_project_id: kept.owner === "team" ? 7 : 8,
      target_project_id: 7,
      sha: kept.head,
      draft: kept.draft,
      labels: kept.labels,
      author: { id: 1, username: "team-bot" },
    };
  }
}
