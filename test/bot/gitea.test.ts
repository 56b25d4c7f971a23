/** What only a real Gitea can tell. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GITEA, GiteaServer } from "./support/gitea-server.js";
import { World } from "./support/world.js";

const TASK = "- name: Dump\n  command: pg_dump app\n  async: 60\n  poll: 2\n";

describe.runIf(GITEA !== undefined)("a real Gitea", () => {
  let server: GiteaServer;
  beforeAll(async () => {
    server = await GiteaServer.start();
    await server.call("POST", "/admin/users", {
      username: "ann",
      email: "ann@example.org",
      password: "not-a-Secret-1",
    });
  }, 120_000);
  afterAll(async () => server?.stop());

  async function world(): Promise<World> {
    const made = new World(await server.stage());
    await made.seed({ "roles/db/tasks/main.yml": TASK });
    return made;
  }

  it("takes a draft, makes the labels that it lacks, and asks a collaborator", async () => {
    const w = await world();
    const name = new URL(w.stage.remote).pathname.slice(1, -4);
    await server.call("PUT", `/repos/${name}/collaborators/ann`, { permission: "write" });
    await server.call("POST", `/repos/${name}/labels`, { name: "there", color: "#ffffff" });
    const ended = await w.bot(["--draft", "--label", "there", "--label", "new", "--reviewer", "ann"]);
    expect(ended).toMatchObject({ status: 0, err: "" });
    const pull = await server.call("GET", `/repos/${name}/pulls/1`);
    expect(pull).toMatchObject({
      draft: true,
      title: "WIP: Fix async and poll of Ansible tasks",
      requested_reviewers: [{ login: "ann" }],
    });
    expect([...(await w.stage.labels(1))].sort()).toEqual(["new", "there"]);
  });

  it("opens the pull request without a reviewer that it does not know, and says so", async () => {
    const w = await world();
    const ended = await w.bot(["--reviewer", "nobody-here"]);
    expect(ended.status).toBe(0);
    expect(ended.out).toMatch(/^opened: /);
    expect(ended.err).toMatch(/^gitea refused to ask for the reviews \(4\d\d/);
  });

  it("refuses a wrong token in one line", async () => {
    const w = await world();
    const ended = await w.bot([], { variables: { GITEA_TOKEN: "0".repeat(40) } });
    expect(ended).toMatchObject({ status: 2, out: "" });
    expect(ended.err).toMatch(
      /^error: git may not read http:.*: give the token write access to the contents\n$/,
    );
  });

  it("refuses a token without the scope in one line that says which", async () => {
    const w = await world();
    const basic = Buffer.from("team:not-a-Secret-1").toString("base64");
    const answer = await fetch(`${server.url}/api/v1/users/team/tokens`, {
      method: "POST",
      headers: { authorization: `Basic ${basic}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "reads", scopes: ["read:repository"] }),
    });
    const { sha1 } = (await answer.json()) as { readonly sha1: string };
    const ended = await w.bot([], { variables: { GITEA_TOKEN: sha1 } });
    expect(ended.status).toBe(2);
    expect(ended.err).toMatch(/^error: .*\n$/);
    expect(ended.err).toMatch(/write access to the contents|write:repository/);
    expect(await w.stage.requests()).toEqual([]);
  });
});
