/** The manners that issue 6 lists, each with real git repositories on a git server, for every forge. */
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Request } from "../../src/bot/forge.js";
import type { Stage } from "./support/stage.js";
import { FORGES, stageMaker } from "./support/stages.js";
import { World } from "./support/world.js";

const FIXES = "async-fix/fixes";
const DB = "roles/db/tasks/main.yml";
const WEB = "roles/web/tasks/main.yml";

const MIGRATE = `- name: Migrate
  command: alembic upgrade head
  async: 120
  poll: 2
`;
const MIGRATE_FIXED = MIGRATE.replace("120", "3600").replace("poll: 2", "poll: 30");
const FETCH = `- name: Fetch
  ansible.builtin.get_url:
    url: https://example.org/x.iso
    dest: /srv/x.iso
  async: 60
  poll: 1
`;

async function onlyRequest(stage: Stage): Promise<Request> {
  const requests = await stage.requests();
  expect(requests).toHaveLength(1);
  const [request] = requests;
  if (request === undefined) throw new Error("no request");
  return request;
}

describe.each(FORGES)("on $name", ({ name, there }) => {
  const makeStage = stageMaker(name);

  async function world(files: Readonly<Record<string, string>> = { [DB]: MIGRATE }): Promise<World> {
    const stage = await makeStage();
    onTestFinished(async () => {
      expect(stage.violations()).toEqual([]);
      await stage.stop();
    });
    const made = new World(stage);
    await made.seed(files);
    return made;
  }

  it.runIf(there)("first run: one branch, one commit for each transform, one request", async () => {
    const w = await world({ [DB]: MIGRATE, [WEB]: FETCH });
    const ended = await w.bot(["--label", "ansible", "--label", "bot", "--title", "Longer jobs"]);
    expect(ended).toMatchObject({ status: 0, err: "" });
    const request = await onlyRequest(w.stage);
    expect(ended.out).toBe(`opened: ${request.url}\n`);
    expect(request).toMatchObject({ state: "open", branch: FIXES, base: "main", title: "Longer jobs" });
    expect(await w.log(FIXES)).toEqual(["Apply raise-async to 2 tasks", "Apply normalize-poll to 2 tasks"]);
    expect(`${await w.file(FIXES, DB)}\n`).toBe(MIGRATE_FIXED);
    expect(Object.keys(await w.tips()).sort()).toEqual([FIXES, "main"]);
    expect([...(await w.stage.labels(request.number))].sort()).toEqual(["ansible", "bot"]);
    expect(request.body).toContain("| `Migrate` | `roles/db/tasks/main.yml:3` | `120` | `3600` |");
  });

  it.runIf(there)("second run: pushes nothing, says nothing, writes nothing", async () => {
    const w = await world();
    await w.bot();
    const before = { tips: await w.tips(), request: await onlyRequest(w.stage) };
    const ended = await w.bot();
    expect(ended).toMatchObject({ status: 0, out: `unchanged: ${before.request.url}\n` });
    expect({ tips: await w.tips(), request: await onlyRequest(w.stage) }).toEqual(before);
    expect(await w.stage.comments(before.request.number)).toEqual([]);
  });

  it.runIf(there)("nothing to fix at all: no branch, no request", async () => {
    const w = await world({ [DB]: MIGRATE_FIXED });
    const ended = await w.bot();
    expect(ended).toMatchObject({ status: 0, out: `nothing to fix: ${FIXES}\n`, err: "" });
    expect(Object.keys(await w.tips())).toEqual(["main"]);
    expect(await w.stage.requests()).toEqual([]);
  });

  it.runIf(there)("a person's commit is left alone while nothing else changes", async () => {
    const w = await world();
    await w.bot();
    const tip = await w.change(FIXES, "Say why", { [DB]: MIGRATE_FIXED.replace("3600", "7200") });
    const ended = await w.bot();
    expect(ended.out).toMatch(/^unchanged: /);
    expect((await w.tips())[FIXES]).toBe(tip);
  });

  it.runIf(there)("a person's commit comes along when the base moves, with its author", async () => {
    const w = await world();
    await w.bot();
    await w.change(FIXES, "Twice as long", { [DB]: MIGRATE_FIXED.replace("3600", "7200") });
    await w.change("main", "More to fix", { [WEB]: FETCH });
    for (const what of ["updated", "unchanged"]) {
      const ended = await w.bot();
      expect(ended).toMatchObject({ status: 0, err: "" });
      expect(ended.out).toMatch(new RegExp(`^${what}: `));
      expect(await w.log(FIXES, "%an: %s")).toEqual([
        "async-fix: Apply raise-async to 2 tasks",
        "async-fix: Apply normalize-poll to 2 tasks",
        "Ann: Twice as long",
      ]);
      expect(await w.file(FIXES, DB)).toContain("async: 7200");
      expect(await w.file(FIXES, WEB)).toContain("async: 900");
    }
    // And again, as the branch now is the bot's below and the person's above.
    await w.change("main", "Something else", { "README.md": "# Roles\n" });
    await w.bot();
    expect((await w.log(FIXES, "%an")).at(-1)).toBe("Ann");
  });

  it.runIf(there)("a bot's commit that a person amended is the person's", async () => {
    const w = await world();
    await w.bot();
    const folder = await w.clone("--branch", FIXES);
    await w.commit(folder, "ignored", { "notes.txt": "kept\n" });
    await w.git(folder, "reset", "-q", "--soft", "HEAD^");
    await w.git(folder, "commit", "-q", "--amend", "--no-edit");
    await w.git(folder, "push", "-q", "--force", "origin", FIXES);
    await w.change("main", "More to fix", { [WEB]: FETCH });
    expect((await w.bot()).out).toMatch(/^updated: /);
    expect(await w.file(FIXES, "notes.txt")).toBe("kept");
  });

  it.runIf(there)(
    "a person's commit that conflicts: the branch stays, and one comment says so, once",
    async () => {
      const w = await world();
      await w.bot();
      const tip = await w.change(FIXES, "My own way", {
        [DB]: MIGRATE_FIXED.replace("Migrate", "Migrate it"),
      });
      await w.change("main", "Another way", { [DB]: MIGRATE.replace("Migrate", "Migrate all") });
      const { number } = await onlyRequest(w.stage);
      for (let run = 0; run < 2; run++) {
        const ended = await w.bot();
        expect(ended.out).toMatch(/^left to people: /);
        expect((await w.tips())[FIXES]).toBe(tip);
        const comments = await w.stage.comments(number);
        expect(comments).toHaveLength(1);
        expect(comments[0]).toContain("conflicts with commits on this branch that are not mine");
      }
    },
  );

  it.runIf(there)("closed by a person: stays closed until there is something else to fix", async () => {
    const w = await world();
    await w.bot();
    const first = await onlyRequest(w.stage);
    await w.stage.close(first.number);
    const tips = await w.tips();
    const again = await w.bot();
    expect(again.out).toBe(`left closed: ${first.url}\n`);
    expect(await w.tips()).toEqual(tips);
    // Not for a move of the base either.
    await w.change("main", "Something else", { "README.md": "# Roles\n" });
    expect((await w.bot()).out).toBe(`left closed: ${first.url}\n`);
    await w.change("main", "More to fix", { [WEB]: FETCH });
    expect((await w.bot()).out).toMatch(/^opened: /);
    expect((await w.stage.requests()).map(({ state }) => state)).toEqual(["closed", "open"]);
  });

  it.runIf(there)("the base moved: rebased onto it", async () => {
    const w = await world();
    await w.bot();
    const base = await w.change("main", "Something else", { "README.md": "# Roles\n" });
    const ended = await w.bot();
    expect(ended.out).toMatch(/^updated: /);
    expect(await w.log(FIXES, "%P")).toHaveLength(2);
    expect((await w.log(FIXES, "%P"))[0]).toBe(base);
    expect((await w.bot()).out).toMatch(/^unchanged: /);
    await onlyRequest(w.stage);
  });

  it.runIf(there)("the base moved under the fixes: built anew, no conflict", async () => {
    const w = await world();
    await w.bot();
    await w.change("main", "Other values", { [DB]: MIGRATE.replace("120", "300") });
    expect((await w.bot()).out).toMatch(/^updated: /);
    expect(`${await w.file(FIXES, DB)}\n`).toBe(MIGRATE_FIXED);
    expect((await onlyRequest(w.stage)).body).toContain("| `300` | `3600` |");
  });

  it.runIf(there)("nothing left: closes its request with a comment and deletes its branch", async () => {
    const w = await world();
    await w.bot();
    const request = await onlyRequest(w.stage);
    await w.change("main", "Fixed by hand", { [DB]: MIGRATE_FIXED });
    expect((await w.bot()).out).toBe(`closed: ${request.url}\n`);
    expect((await onlyRequest(w.stage)).state).toBe("closed");
    expect(Object.keys(await w.tips())).toEqual(["main"]);
    expect((await w.stage.comments(request.number)).join()).toContain("Nothing is left here");
    // The bot's own closing is no person's no.
    await w.change("main", "Broken again", { [DB]: MIGRATE });
    expect((await w.bot()).out).toMatch(/^opened: /);
  });

  it.runIf(there)("nothing left, but a person's commit on the branch: both stay, said once", async () => {
    const w = await world();
    await w.bot();
    const tip = await w.change(FIXES, "Mine", { "notes.txt": "kept\n" });
    await w.change("main", "Fixed by hand", { [DB]: MIGRATE_FIXED });
    for (let run = 0; run < 2; run++) expect((await w.bot()).out).toMatch(/^left to people: /);
    const request = await onlyRequest(w.stage);
    expect(request.state).toBe("open");
    expect((await w.tips())[FIXES]).toBe(tip);
    expect(await w.stage.comments(request.number)).toHaveLength(1);
  });

  it.runIf(there)("a file that can't be read: the request is not closed over it", async () => {
    const w = await world();
    await w.bot();
    await w.change("main", "Broken", { [DB]: `${MIGRATE}  - [\n` });
    const ended = await w.bot();
    expect(ended.status).toBe(2);
    expect(ended.out).toMatch(/^unchanged: /);
    expect((await onlyRequest(w.stage)).state).toBe("open");
  });

  it.runIf(there)("merged, its branch left over: the next fixes open a new request", async () => {
    const w = await world();
    await w.bot();
    await w.stage.merge((await onlyRequest(w.stage)).number);
    expect((await w.bot()).out).toBe(`nothing to fix: ${FIXES}\n`);
    await w.change("main", "More to fix", { [WEB]: FETCH });
    expect((await w.bot()).out).toMatch(/^opened: /);
    expect(await w.log(FIXES)).toEqual(["Apply raise-async to 1 task", "Apply normalize-poll to 1 task"]);
    expect((await w.stage.requests()).map(({ state }) => state)).toEqual(["merged", "open"]);
  });

  it.runIf(there)("two runs at once: one request, and the second yields", async () => {
    const w = await world();
    const folders = [await w.clone(), await w.clone()];
    const both = await Promise.all(folders.map((folder) => w.bot([], { folder })));
    expect(both.map(({ status }) => status)).toEqual([0, 0]);
    const request = await onlyRequest(w.stage);
    expect(request.state).toBe("open");
    expect(both.filter(({ out }) => out.includes(`opened: ${request.url}`))).toHaveLength(1);
    // Whatever the order was, the next run finds all in order.
    await w.bot();
    expect((await w.bot()).out).toBe(`unchanged: ${request.url}\n`);
  });

  it.runIf(there)("shallow clone, detached head, a dirty work tree: none of it is touched", async () => {
    const w = await world();
    await w.change("main", "Second", { "README.md": "# Roles\n" });
    const folder = await w.clone("--depth", "1");
    await w.git(folder, "checkout", "-q", "--detach");
    await w.git(folder, "branch", "-q", "-D", "main");
    await w.git(folder, "rm", "-q", "README.md");
    const state = async (): Promise<readonly string[]> => [
      await w.git(folder, "status", "--porcelain"),
      await w.git(folder, "for-each-ref"),
      await w.git(folder, "rev-parse", "HEAD"),
      await w.git(folder, "config", "--list", "--local"),
      readdirSync(`${folder}/.git`).sort().join(),
    ];
    const before = await state();
    expect((await w.bot([], { folder })).out).toMatch(/^opened: /);
    expect(await state()).toEqual(before);
    expect(await w.log(FIXES)).toHaveLength(2);
    expect(existsSync(`${folder}/.git/shallow`)).toBe(true);
    expect(readdirSync(tmpdir()).filter((entry) => entry.startsWith("async-fix-pr-"))).toEqual([]);
  });

  it.runIf(there)("what people write around the bot's text stays", async () => {
    const w = await world();
    await w.bot();
    const request = await onlyRequest(w.stage);
    await w.stage.edit(request.number, `Ann looks at this.\n\n${request.body}\n\nSee the runbook.`);
    await w.change("main", "More to fix", { [WEB]: FETCH });
    await w.bot();
    const { body } = await onlyRequest(w.stage);
    expect(body).toMatch(/^Ann looks at this\.\n\n<!-- async-fix: content=/);
    expect(body).toMatch(/<!-- async-fix: end -->\n\nSee the runbook\.$/);
    expect(body).toContain("`Fetch`");
  });

  it.runIf(there)("--per-role: one request each, never more than --max-open, and back to one", async () => {
    const w = await world({
      [DB]: MIGRATE,
      [WEB]: FETCH,
      "site.yml": `- hosts: all\n  tasks:\n${indented(MIGRATE)}`,
    });
    const ended = await w.bot(["--per-role", "--max-open", "2"]);
    expect(ended.out.match(/^opened: /gm)).toHaveLength(2);
    expect(ended.out).toContain("not opened: async-fix/role/web\n");
    expect(Object.keys(await w.tips()).sort()).toEqual([
      "async-fix/role/db",
      "async-fix/role/outside-of-roles-cae1b660",
      "main",
    ]);
    expect(await w.log("async-fix/role/db")).toEqual([
      "Apply raise-async to 1 task",
      "Apply normalize-poll to 1 task",
    ]);
    const whole = await w.bot();
    expect(whole.out.match(/^closed: /gm)).toHaveLength(2);
    expect(whole.out.match(/^opened: /gm)).toHaveLength(1);
    expect(Object.keys(await w.tips()).sort()).toEqual([FIXES, "main"]);
  });

  it.runIf(there)("--dry-run and DRY_RUN=true: print the commits and the body, touch nothing", async () => {
    const w = await world();
    for (const call of [{ args: ["--dry-run"] }, { args: [], variables: { DRY_RUN: "true" } }]) {
      const ended = await w.bot(call.args, { variables: call.variables ?? {} });
      expect(ended).toMatchObject({ status: 0, err: "" });
      expect(ended.out).toContain("branch async-fix/fixes, on main");
      expect(ended.out).toContain("    Apply raise-async to 1 task");
      expect(ended.out).toContain("| `Migrate` |");
    }
    expect(Object.keys(await w.tips())).toEqual(["main"]);
    expect(await w.stage.requests()).toEqual([]);
  });

  it.runIf(there)("--base: its own branch and request", async () => {
    const w = await world();
    const folder = await w.clone();
    await w.git(folder, "push", "-q", "origin", "HEAD:refs/heads/stable/2.x");
    await w.bot();
    const ended = await w.bot(["--base", "stable/2.x", "--draft"]);
    expect(ended.out).toMatch(/^opened: /);
    const [, second] = await w.stage.requests();
    expect(second).toMatchObject({ base: "stable/2.x", branch: "async-fix/fixes-on-stable-2-x-6d852b27" });
    expect((await w.bot(["--base", "gone"])).err).toBe('error: the remote has no branch "gone"\n');
  });
});

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "    ");
}
