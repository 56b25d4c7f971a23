import { Gitlab } from "@gitbeaker/rest";
import { Outrun } from "./error.js";
import type { Forge, ForgeAccess, Request } from "./forge.js";
import { refusal } from "./refusal.js";
import { retrying } from "./retry.js";

/** A description may have 1,048,576 characters; nobody reads that far. */
const BODY_LIMIT = 250_000;

interface MergeRequest {
  readonly iid: number;
  readonly web_url: string;
  readonly state: string;
  readonly title: string;
  readonly description: string | null;
  readonly source_branch: string;
  readonly target_branch: string;
  readonly source_project_id: number;
  readonly target_project_id: number;
  readonly sha: string;
  readonly author: { readonly username: string };
}

function requestOf(found: MergeRequest): Request {
  return {
    number: found.iid,
    url: found.web_url,
    state: found.state === "opened" || found.state === "merged" ? STATES[found.state] : "closed",
    title: found.title,
    body: found.description ?? "",
    branch: found.source_branch,
    base: found.target_branch,
    head: found.sha,
    author: found.author.username,
  };
}

const STATES = { opened: "open", merged: "merged" } as const;

/** Not a fork's branch of the same name. */
function isOwn(found: MergeRequest): boolean {
  return found.source_project_id === found.target_project_id;
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly said: string;
}

/**
 * What gitbeaker throws carries the answer in its cause; after its own tries, only in its words. Those tries (429
 * and 502, ten of them) are over within a second, as it takes its seconds for milliseconds: @gitbeaker/rest 43.8.
 */
function answerOf(error: unknown): Answer {
  const message = error instanceof Error ? error.message : String(error);
  const cause = error instanceof Error ? (error.cause as Cause | undefined) : undefined;
  const last = /last status code: (\d{3})/.exec(message)?.[1];
  const said = cause?.description ?? message;
  return {
    status: cause?.response?.status ?? Number(last ?? 0),
    retryAfter: cause?.response?.headers.get("retry-after") ?? null,
    said: typeof said === "string" ? said : JSON.stringify(said),
  };
}

interface Cause {
  readonly description?: unknown;
  readonly response?: Response;
}

/**
 * GitLab, through gitbeaker. A merge request counts as this repository's own when it does not come from a fork.
 *
 * @param access `api` is the instance's address: gitbeaker adds `/api/v4`
 */
export function gitlab(access: ForgeAccess): Forge {
  const host = access.api;
  const client =
    access.tokenFrom === "CI_JOB_TOKEN"
      ? new Gitlab({ host, jobToken: access.token })
      : new Gitlab({ host, token: access.token });
  const project = access.path;

  async function asked<T>(doing: string, call: () => Promise<T>, outrun?: string): Promise<T> {
    const answer = await retrying(async () => {
      try {
        return { status: 200, value: await call() };
      } catch (error) {
        return answerOf(error);
      }
    });
    if ("value" in answer) return answer.value;
    // 409: "Another open merge request already exists for this source branch".
    if (answer.status === 409 && outrun !== undefined) throw new Outrun(outrun);
    throw refusal("gitlab", access.tokenFrom, answer.status, answer.said, doing);
  }

  async function userIds(names: readonly string[], warnings: string[]): Promise<readonly number[]> {
    const ids: number[] = [];
    for (const name of names) {
      const found = await asked("look up the reviewers", () => client.Users.all({ username: name }));
      const [user] = found;
      if (user === undefined) warnings.push(`gitlab knows no user "${name}": no review asked for`);
      else ids.push(user.id);
    }
    return ids;
  }

  return {
    name: "gitlab",
    noun: "merge request",
    bodyLimit: BODY_LIMIT,

    requestsFrom: async (branch) => {
      const found = (await asked("list merge requests", () =>
        client.MergeRequests.all({
          projectId: project,
          sourceBranch: branch,
          orderBy: "created_at",
          sort: "desc",
        }),
      )) as unknown as readonly MergeRequest[];
      return found.filter(isOwn).map(requestOf);
    },

    openRequests: async (prefix) => {
      const found = (await asked("list merge requests", () =>
        client.MergeRequests.all({ projectId: project, state: "opened" }),
      )) as unknown as readonly MergeRequest[];
      return found
        .filter(isOwn)
        .map(requestOf)
        .filter((request) => request.branch.startsWith(prefix));
    },

    open: async ({ title, body, branch, base, draft, labels, reviewers }) => {
      const warnings: string[] = [];
      const reviewerIds = await userIds(reviewers, warnings);
      const made = (await asked(
        "open a merge request",
        () =>
          client.MergeRequests.create(project, branch, base, draft ? `Draft: ${title}` : title, {
            description: body,
            ...(labels.length > 0 ? { labels: labels.join(",") } : {}),
            ...(reviewerIds.length > 0 ? { reviewerIds: [...reviewerIds] } : {}),
          }),
        "another run has opened the merge request meanwhile",
      )) as unknown as MergeRequest;
      return { request: requestOf(made), warnings };
    },

    update: async (number, description) => {
      await asked("update the merge request", () =>
        client.MergeRequests.edit(project, number, { description }),
      );
    },

    comments: async (number) => {
      const notes = await asked("read comments", () => client.MergeRequestNotes.all(project, number));
      return notes.map((note) => String(note.body));
    },

    comment: async (number, text) => {
      await asked("comment", () => client.MergeRequestNotes.create(project, number, text));
    },

    close: async (number) => {
      await asked("close the merge request", () =>
        client.MergeRequests.edit(project, number, { stateEvent: "close" }),
      );
    },
  };
}
