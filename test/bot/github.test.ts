/** What GitHub can answer, and what the bot then says and does. Its own description checks every call. */
import { describe, expect, it, onTestFinished } from "vitest";
import { GitHubStandIn } from "./support/github-stand-in.js";
import { World } from "./support/world.js";

const TASK = "- name: Dump\n  command: pg_dump app\n  async: 60\n  poll: 2\n";
const LIMITED = {
  status: 403,
  body: { message: "API rate limit exceeded" },
  headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(Math.floor(Date.now() / 1000)) },
};

async function world(): Promise<World & { stage: GitHubStandIn }> {
  const stage = await new GitHubStandIn().start();
  onTestFinished(async () => {
    expect(stage.violations()).toEqual([]);
    await stage.stop();
  });
  const made = new World(stage);
  await made.seed({ "roles/db/tasks/main.yml": TASK });
  return made as World & { stage: GitHubStandIn };
}

describe("GitHub", () => {
  it("is asked again after 502, 503 and both rate limits", async () => {
    const w = await world();
    w.stage.faults.push(
      { on: /^GET .*pulls$/, fault: { status: 502 } },
      { on: /^GET .*pulls$/, fault: LIMITED },
      { on: /^POST .*pulls$/, fault: { status: 503 } },
      {
        on: /^POST .*pulls$/,
        fault: {
          status: 403,
          body: { message: "You have exceeded a secondary rate limit" },
          headers: { "retry-after": "1" },
        },
      },
    );
    expect(await w.bot()).toMatchObject({ status: 0, err: "" });
    expect(w.stage.faults).toEqual([]);
    expect(await w.stage.requests()).toHaveLength(1);
  });

  it.each([
    [401, "GITHUB_TOKEN is not valid there, or has expired: renew it"],
    [403, "give GITHUB_TOKEN contents: write and pull-requests: write"],
    [404, "can't see the repository, or it is not there"],
    [422, "check --base, --label, --reviewer and --draft"],
  ])("says in one line what to grant when it answers %i", async (status, remedy) => {
    const w = await world();
    w.stage.faults.push({ on: /^POST .*pulls$/, fault: { status, body: { message: "No\nway" } } });
    const ended = await w.bot();
    expect(ended.status).toBe(2);
    expect(ended.err).toMatch(
      new RegExp(`^error: github refused to open a pull request \\(${status}: .*\n$`),
    );
    expect(ended.err).toContain(remedy);
    // The branch is there, the request is not: the next run opens it without another push.
    const tips = await w.tips();
    expect((await w.bot()).out).toMatch(/^opened: /);
    expect(await w.tips()).toEqual(tips);
  });

  it("without a token: one line that says which variable to set, and what it needs", async () => {
    const w = await world();
    const ended = await w.bot([], { variables: { GITHUB_TOKEN: "" } });
    expect(ended.status).toBe(2);
    expect(ended.err).toMatch(
      /^error: there is no token for github: set GITHUB_TOKEN to one with contents: write .*\n$/,
    );
  });

  it("with a token that git may not use: one line, and no pull request", async () => {
    const w = await world();
    const ended = await w.bot([], { variables: { GITHUB_TOKEN: "tok_wrong" } });
    expect(ended).toMatchObject({ status: 2, out: "" });
    expect(ended.err).toMatch(
      /^error: git may not read http:\S+: give the token write access to the contents\n$/,
    );
  });

  it("warns that a pull request made with Actions' own token starts no workflow", async () => {
    const w = await world();
    expect((await w.bot()).err).toBe("");
    const actions = await world();
    actions.stage.login = "github-actions[bot]";
    expect((await actions.bot()).err).toMatch(/^warning: GitHub starts no workflow .*GITHUB_TOKEN.*\n$/);
  });

  it("a reviewer who can't be asked is a warning, the pull request comes all the same", async () => {
    const w = await world();
    const ended = await w.bot(["--reviewer", "stranger", "--draft"]);
    expect(ended.status).toBe(0);
    expect(ended.out).toMatch(/^opened: /);
    expect(ended.err).toContain("github refused to ask for the reviews (422");
    expect(w.stage.kept[0]).toMatchObject({ draft: true });
    const asked = await world();
    await asked.bot(["--reviewer", "ann", "--reviewer", "bob", "--label", "x"]);
    expect(asked.stage.kept[0]).toMatchObject({ reviewers: ["ann", "bob"], labels: ["x"] });
  });

  it("a request that another run opened first is left to it", async () => {
    const w = await world();
    let first = true;
    w.stage.beforePush = async () => {
      if (!first) return;
      first = false;
      // While this run pushes, another one pushes and opens.
      await w.bot();
    };
    const ended = await w.bot();
    expect(ended).toMatchObject({ status: 0, out: "" });
    expect(ended.err).toBe("async-fix/fixes was changed by another run meanwhile: left to it\n");
    expect(await w.stage.requests()).toHaveLength(1);
  });

  it("a stranger's request from a fork, made to look like the bot's own, is nobody's business", async () => {
    const w = await world();
    await w.bot();
    const body = w.stage.kept[0]?.body ?? "";
    const [head = ""] = Object.values(await w.tips());
    for (const branch of ["async-fix/fixes", "async-fix/role/x"]) {
      const kept = w.stage.add({ title: "Mine", body, branch, base: "main", head, draft: false });
      kept.owner = "stranger";
    }
    await w.change("main", "Fixed by hand", {
      "roles/db/tasks/main.yml": TASK.replace("60", "3600").replace("poll: 2", "poll: 30"),
    });
    expect((await w.bot()).out.match(/^closed: /gm)).toHaveLength(1);
    expect(w.stage.kept.map(({ state }) => state)).toEqual(["closed", "open", "open"]);
    expect(w.stage.kept.map(({ comments }) => comments.length)).toEqual([1, 0, 0]);
  });

  it("a body longer than it takes is made to fit: diffs go first", async () => {
    const stage = await new GitHubStandIn().start();
    onTestFinished(() => stage.stop());
    const w = new World(stage);
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [
        `roles/r${at}/tasks/main.yml`,
        TASK.replace("Dump", `Dump ${"x".repeat(200)} ${at}`),
      ]),
    );
    await w.seed(files);
    expect(await w.bot()).toMatchObject({ status: 0, err: "" });
    const [request] = await stage.requests();
    expect(request?.body.length).toBeLessThan(65_536);
    expect(request?.body).toContain("more.");
    expect((await w.bot()).out).toMatch(/^unchanged: /);
  });
});
