/** What GitLab can answer, and what the bot then says and does. */
import { expect, it, onTestFinished } from "vitest";
import { GitLabStandIn } from "./support/gitlab-stand-in.js";
import { World } from "./support/world.js";

const TASK = "- name: Dump\n  command: pg_dump app\n  async: 60\n  poll: 2\n";

async function world(): Promise<World & { stage: GitLabStandIn }> {
  const stage = await new GitLabStandIn().start();
  onTestFinished(async () => {
    expect(stage.violations()).toEqual([]);
    await stage.stop();
  });
  const made = new World(stage);
  await made.seed({ "roles/db/tasks/main.yml": TASK });
  return made as World & { stage: GitLabStandIn };
}

it("is asked again after 500, 503 and a rate limit", async () => {
  const w = await world();
  const limits = Array.from({ length: 10 }, () => ({
    on: /^GET .*merge_requests$/,
    fault: { status: 429, headers: { "retry-after": "1" } },
  }));
  w.stage.faults.push(
    // gitbeaker's own ten tries, over in a moment, and then ours.
    ...limits,
    { on: /^GET .*merge_requests$/, fault: { status: 503 } },
    { on: /^POST .*merge_requests$/, fault: { status: 500 } },
  );
  expect(await w.bot()).toMatchObject({ status: 0, err: "" });
  expect(w.stage.faults).toEqual([]);
  expect(await w.stage.requests()).toHaveLength(1);
});

it.each([
  [401, "GITLAB_TOKEN is not valid there, or has expired: renew it"],
  [403, "give GITLAB_TOKEN the api and write_repository scopes and the Developer role"],
  [404, "can't see the repository, or it is not there"],
])("says in one line what to grant when it answers %i", async (status, remedy) => {
  const w = await world();
  w.stage.faults.push({ on: /^POST .*merge_requests$/, fault: { status, body: { message: "No\nway" } } });
  const ended = await w.bot();
  expect(ended.status).toBe(2);
  expect(ended.err).toMatch(new RegExp(`^error: gitlab refused to open a merge request \\(${status}.*\n$`));
  expect(ended.err).toContain(remedy);
});

it("asks reviewers by their numbers, and warns of one that it does not know", async () => {
  const w = await world();
  const ended = await w.bot([
    "--reviewer",
    "ann",
    "--reviewer",
    "stranger",
    "--draft",
    "--label",
    "a",
    "--label",
    "b c",
  ]);
  expect(ended.status).toBe(0);
  expect(ended.err).toBe('gitlab knows no user "stranger": no review asked for\n');
  expect(w.stage.kept[0]).toMatchObject({ reviewers: ["3"], draft: true, labels: ["a", "b c"] });
});

it("in a job: the address with the job's password will do to fetch, its token says what it can't do", async () => {
  const w = await world();
  const folder = await w.clone();
  const address = w.stage.remote.replace("://", `://oauth2:${w.stage.token}@`);
  await w.git(folder, "remote", "set-url", "origin", address);
  const dry = await w.bot(["--dry-run"], { folder, variables: { GITLAB_TOKEN: "" } });
  expect(dry).toMatchObject({ status: 0, err: "" });
  expect(dry.out).toContain("This merge request was made by");
  const ended = await w.bot([], { folder, variables: { GITLAB_TOKEN: "" } });
  expect(ended.status).toBe(2);
  expect(ended.err).toMatch(/^error: there is no token for gitlab: set GITLAB_TOKEN to one with the api /);
});
