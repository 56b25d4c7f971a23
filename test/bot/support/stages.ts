import { afterAll, beforeAll } from "vitest";
import { GITEA, GiteaServer } from "./gitea-server.js";
import { GitHubStandIn } from "./github-stand-in.js";
import { GitLabStandIn } from "./gitlab-stand-in.js";
import type { Stage } from "./stage.js";

export const FORGES = [
  { name: "github", there: true },
  { name: "gitlab", there: true },
  { name: "gitea", there: GITEA !== undefined },
] as const;

/** A fresh repository for each test; the real Gitea is started once for a test file. */
export function stageMaker(name: (typeof FORGES)[number]["name"]): () => Promise<Stage> {
  if (name === "github") return () => new GitHubStandIn().start();
  if (name === "gitlab") return () => new GitLabStandIn().start();
  let server: GiteaServer | undefined;
  beforeAll(async () => {
    if (GITEA !== undefined) server = await GiteaServer.start();
  }, 60_000);
  afterAll(async () => server?.stop());
  return async () => {
    if (server === undefined) throw new Error("there is no Gitea");
    return server.stage();
  };
}
