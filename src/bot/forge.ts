/** The services that the bot knows. Forgejo speaks Gitea's API. */
export type ForgeName = "github" | "gitlab" | "gitea";

/** A pull request or, in GitLab's words, a merge request. */
export interface Request {
  readonly number: number;
  readonly url: string;
  readonly state: "open" | "closed" | "merged";
  readonly title: string;
  readonly body: string;
  /** The names of the branches, without `refs/heads/`. */
  readonly branch: string;
  readonly base: string;
  /** The commit that the request ends with. */
  readonly head: string;
  /** Who opened it. */
  readonly author: string;
}

export interface NewRequest {
  readonly title: string;
  readonly body: string;
  readonly branch: string;
  readonly base: string;
  readonly draft: boolean;
  readonly labels: readonly string[];
  readonly reviewers: readonly string[];
}

/**
 * What the bot asks of a forge, for one repository. All calls are tried again on rate limits and 5xx, and
 * throw BotError with what to grant where the forge says no.
 */
export interface Forge {
  readonly name: ForgeName;
  /** What it calls a request, in the middle of a sentence. */
  readonly noun: "pull request" | "merge request";
  /** UTF-16 units that a body may have. */
  readonly bodyLimit: number;
  /** Every request from this repository's branch, open or not, the newest first. */
  requestsFrom(branch: string): Promise<readonly Request[]>;
  /** Every open request from a branch of this repository whose name starts so. */
  openRequests(branchPrefix: string): Promise<readonly Request[]>;
  /**
   * Opens a request. Labels and reviewers that the forge does not take are said in `warnings`, and are no failure.
   *
   * @throws Outrun where the branch has an open request already
   */
  open(request: NewRequest): Promise<{ readonly request: Request; readonly warnings: readonly string[] }>;
  update(number: number, body: string): Promise<void>;
  comments(number: number): Promise<readonly string[]>;
  comment(number: number, text: string): Promise<void>;
  close(number: number): Promise<void>;
}

/** Where a repository is, and how to speak to the forge that has it. */
export interface ForgeAccess {
  /** The root of the forge's API, without `/` at its end. */
  readonly api: string;
  /** `owner/name`; GitLab's may have more parts. */
  readonly path: string;
  readonly token: string;
  /** The variable that the token came from. */
  readonly tokenFrom: string;
}
